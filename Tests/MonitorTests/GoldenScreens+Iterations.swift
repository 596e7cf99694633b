extension GoldenScreens {
  /// Maps and their iterations.
  static let iterations: [String: String] = [
    "iterations-80x24": #"""
     LOCAL parcels ◆ RUNNING 12.0s · ◷ waiting: timer until 22:13:35 (in 00:00:03)
      ◆ ForEach    ✔12 ◆4 ○24 │ Wait  Overrides  Data  Logs  Attempts  Definition
      └ ✔ Which?     ×16 0.0s │ ◆ running · 00:00:12
        ├ ✔ Skip         0.0s │
        └ ✔ Ship     ×15 0.0s │ ITERATIONS 40  ✔ 12 succeeded  ◆ 4 running
     ▸    ├ ◷ Pause  ×14 2.0s │   ○ 24 pending  1/s  ~28 s left
          └╌ catch ✔ Note     │ ✔✔✔✔✔✔✔✔✔✔✔✔◷◷◷◷○○○○○○○○○○○○○○○○○○○○○○○○
      ○ Done                  │
                              │ ▾ ◷ 4 waiting
                              │     12 ◷ Pause  timer until 22:13:35 (in 00:00:03)
                              │     13 ◷ Pause  timer until 22:13:35 (in 00:00:03)
                              │     14 ◷ Pause  timer until 22:13:35 (in 00:00:03)
                              │     15 ◷ Pause  timer until 22:13:35 (in 00:00:03)
                              │
                              │ ○ 24 not begun
                              │
                              │ ▾ ✔ 12 succeeded
                              │      0 Pause  5.0s                        ▼ 11 more
    ─ Events ▼ following ───────────────────────────────────────────── 169 of 169 ──
     166    +10.000  TaskStateExited        Ship     {"Payload":"shipped"}
     167    +10.000  WaitStateEntered       Pause    {"Payload":"shipped"}
     168    +12.000  WaitStateExited        Pause    {"Payload":"shipped"}
     169    +12.000  MapIterationSucceeded  ForEach  iteration 6
     p pause  [ ] tabs  b break  t tokens  e next failure  : command  ? help  q quit
    """#,
    "iterations-120x40": #"""
     LOCAL · simulated · virtual time   parcels ▸ run-1 ◆ RUNNING 00:00:12 · ◷ waiting: timer until 22:13:35 (in 00:00:03)
    ╭─ Graph ───────────────────── 4 of 7 states done ─╮╭─ ForEach Map ───────────────────────────────────────── 22:13:32 ─╮
    │                    ╭─────────╮                   ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                    │  Start  │                   ││ ━━━━                                                             │
    │                    ╰────┬────╯                   ││ ◆ running · 00:00:12                                             │
    │                         │                        ││                                                                  │
    │                         ▼                        ││ ITERATIONS 40  ✔ 12 succeeded  ◆ 4 running  ○ 24 pending  1/s    │
    │    ╭ ◆ ForEach ✔12 ◆4 ○24 ──────────────────╮    ││   ~28 s left                                                     │
    │    │ ✔✔✔✔✔✔✔✔✔✔✔✔◷◷◷◷○○○○○○○○○○○○○○○○○○○○○○ │    ││ ✔✔✔✔✔✔✔✔✔✔✔✔◷◷◷◷○○○○○○○○○○○○○○○○○○○○○○○○                         │
    │    │ ○○                                     │    ││                                                                  │
    │    │          ╭─×16 0.0s─╮                  │    ││ ▾ ◷ 4 waiting                                                    │
    │    │          │ ✔ Which? │                  │    ││     12 ◷ Pause  timer until 22:13:35 (in 00:00:03)               │
    │    │          ╰─────┬────╯                  │    ││     13 ◷ Pause  timer until 22:13:35 (in 00:00:03)               │
    │    │      ╭─────────┴──────────╮            │    ││     14 ◷ Pause  timer until 22:13:35 (in 00:00:03)               │
    │    │      ▼$.skip present      ▼default     │    ││     15 ◷ Pause  timer until 22:13:35 (in 00:00:03)               │
    │    │ ╭───0.0s─╮           ╭────────╮        │    ││                                                                  │
    │    │ │ ✔ Skip │           │ ✔ Ship │        │    ││ ○ 24 not begun                                                   │
    │    │ ╰────────╯           ╰────┬───╯        │    ││                                                                  │
    │    │                    ╭──────┴─────╮      │    ││ ▾ ✔ 12 succeeded                                                 │
    │    │                    ▼            ▼catch │    ││      0 Pause  5.0s                                               │
    │    │               ╭─────────╮  ╭───0.0s─╮  │    ││      1 Pause  5.0s                                               │
    │    │              ▸│ ◷ Pause │  │ ✔ Note │  │    ││      2 Pause  5.0s                                               │
    │    │               ╰─────────╯  ╰────────╯  │    ││      3 Skip  0.0s                                                │
    │    ╰────────────────────┬───────────────────╯    ││      4 Pause  5.0s                                               │
    │                         │                        ││      5 Pause  5.0s                                               │
    │                         ▼                        ││      6 Pause  5.0s                                               │
    │                    ╭────────╮                    ││      7 Pause  5.0s                                               │
    ╰─────────────────────────▼────────────────────────╯╰────────────────────────────────────────────────────── ▼ 4 more ──╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────── 169 of 169 ─╮
    │ 161    +10.000  ChoiceStateExited      Which?                           default → Ship                               │
    │ 162    +10.000  TaskStateEntered       Ship                             {"id":15}                                    │
    │ 163    +10.000  TaskScheduled          Ship           lambda:invoke     lambda:invoke · ship                         │
    │ 164    +10.000  TaskStarted            Ship           lambda:invoke                                                  │
    │ 165    +10.000  TaskSucceeded          Ship           lambda:invoke     {"Payload":"shipped"}                        │
    │ 166    +10.000  TaskStateExited        Ship                             {"Payload":"shipped"}                        │
    │ 167    +10.000  WaitStateEntered       Pause                            {"Payload":"shipped"}                        │
    │ 168    +12.000  WaitStateExited        Pause                            {"Payload":"shipped"}                        │
    │ 169    +12.000  MapIterationSucceeded  ForEach                          iteration 6                                  │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     p pause   [ ] tabs   b break   t tokens   e next failure   / find   X stop   & filter   : command   ? help   q quit
    """#,
    "iteration-opened-80x24": #"""
     LOCAL · simulated parcels ▸ run-1 ✔ SUCCEEDED 00:00:40  iteration 8 of ForEach
      ✔ ForEach          100% │ Wait  Overrides  Data  Logs  Attempts  Definition
      └ ✔ Which?         0.0s │ ✔ succeeded · took 0.0s · at 22:13:25
        ├ ⊘ Skip              │
        └ ✖ Ship         0.0s │
          ├ ⊘ Pause           │
          └╌ catch ✔ Note     │
      ✔ Done             0.0s │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ─ Events ▼ following  iteration 8 ─────────────────────────── 11 of 11 of 446 ──
     102     +5.000  TaskStateExited        Ship     {"Error":"Gone","Cause":"the …
     103     +5.000  PassStateEntered       Note     {"Error":"Gone","Cause":"the …
     104     +5.000  PassStateExited        Note     {"Error":"Gone","Cause":"the …
     105     +5.000  MapIterationSucceeded  ForEach  iteration 8
     [ ] tabs  b break  t tokens  e next failure  : command  ? help  Esc whole Map
    """#,
    "iteration-opened-120x40": #"""
     LOCAL · simulated · virtual time   parcels ▸ run-1 ✔ SUCCEEDED 00:00:40  iteration 8 of ForEach
    ╭─ Graph iteration 8 ─────▲─── 7 of 7 states done ─╮╭─ Note Pass ─────────────────────────────────────────── 22:14:00 ─╮
    │                         │                        ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                         ▼                        ││ ━━━━                                                             │
    │    ╭ ✔ ForEach iteration 8 of 40 ───────────╮    ││ ✔ succeeded · took 0.0s · at 22:13:25                            │
    │    │ ✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔ │    ││                                                                  │
    │    │ ✔✔                                     │    ││                                                                  │
    │    │          ╭─────0.0s─╮                  │    ││                                                                  │
    │    │          │ ✔ Which? │                  │    ││                                                                  │
    │    │          ╰─────┬────╯                  │    ││                                                                  │
    │    │      ╭─────────┴──────────╮            │    ││                                                                  │
    │    │      ▼$.skip present      ▼default     │    ││                                                                  │
    │    │ ╭────────╮           ╭───0.0s─╮        │    ││                                                                  │
    │    │ │ ⊘ Skip │           │ ↻ Ship │        │    ││                                                                  │
    │    │ ╰────────╯           ╰────┬───╯        │    ││                                                                  │
    │    │                    ╭──────┴─────╮      │    ││                                                                  │
    │    │                    ▼            ▼catch │    ││                                                                  │
    │    │               ╭─────────╮  ╭───0.0s─╮  │    ││                                                                  │
    │    │               │ ⊘ Pause │  │ ✔ Note │  │    ││                                                                  │
    │    │               ╰─────────╯  ╰────────╯  │    ││                                                                  │
    │    ╰────────────────────┬───────────────────╯    ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                    ╭───0.0s─╮                    ││                                                                  │
    │                    │ ✔ Done │                    ││                                                                  │
    │                    ╰────┬───╯                    ││                                                                  │
    │                         │                        ││                                                                  │
    ╰─────────────────────────▼────────────────────────╯╰──────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following  iteration 8 ────────────────────────────────────────────────────────────────── 11 of 11 of 446 ─╮
    │  75     +5.000  ChoiceStateExited      Which?                           default → Ship                               │
    │  76     +5.000  TaskStateEntered       Ship                             {"id":8}                                     │
    │  77     +5.000  TaskScheduled          Ship           lambda:invoke     lambda:invoke · ship                         │
    │  93     +5.000  TaskStarted            Ship           lambda:invoke                                                  │
    │  99     +5.000  TaskFailed             Ship           lambda:invoke     Gone · the truck is gone                     │
    │ 102     +5.000  TaskStateExited        Ship                             {"Error":"Gone","Cause":"the truck is gone"} │
    │ 103     +5.000  PassStateEntered       Note                             {"Error":"Gone","Cause":"the truck is gone"} │
    │ 104     +5.000  PassStateExited        Note                             {"Error":"Gone","Cause":"the truck is gone"} │
    │ 105     +5.000  MapIterationSucceeded  ForEach                          iteration 8                                  │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     [ ] tabs   b break   t tokens   e next failure   / find   & filter   4 timeline   : command   ? help   Esc whole Map
    """#,
    "iterations-thousands-80x24": #"""
     LOCAL parcels ◆ RUNNING 12.0s · ◷ waiting: timer until 22:13:35 (in 00:00:03)
      ◆ ForEach  ✔12 ◆4 ○2984 │ Wait  Overrides  Data  Logs  Attempts  Definition
      └ ✔ Which?     ×16 0.0s │ ◆ running · 00:00:12
        ├ ✔ Skip         0.0s │
        └ ✔ Ship     ×15 0.0s │ ITERATIONS 3,000  ✔ 12 succeeded  ◆ 4 running
     ▸    ├ ◷ Pause  ×14 2.0s │   ○ 2,984 pending  1/s  ~49 min left
          └╌ catch ✔ Note     │ ✔◷○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
      ○ Done                  │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
                              │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
                              │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
                              │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
                              │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○
                              │ a cell stands for 10 iterations, the worst is shown
                              │
                              │ ▾ ◷ 4 waiting
                              │       12 ◷ Pause  timer until 22:13:35 (in 00:00:0…
                              │       13 ◷ Pause  timer until 22:13:35 (in 00:00:0…
                              │       14 ◷ Pause  timer until 22:13:35 (i ▼ 17 more
    ─ Events ▼ following ───────────────────────────────────────────── 169 of 169 ──
     166    +10.000  TaskStateExited        Ship     {"Payload":"shipped"}
     167    +10.000  WaitStateEntered       Pause    {"Payload":"shipped"}
     168    +12.000  WaitStateExited        Pause    {"Payload":"shipped"}
     169    +12.000  MapIterationSucceeded  ForEach  iteration 6
     p pause  [ ] tabs  b break  t tokens  e next failure  : command  ? help  q quit
    """#,
    "iterations-thousands-120x40": #"""
     LOCAL · simulated · virtual time   parcels ▸ run-1 ◆ RUNNING 00:00:12 · ◷ waiting: timer until 22:13:35 (in 00:00:03)
    ╭─ Graph ───────────────────── 4 of 7 states done ─╮╭─ ForEach Map ───────────────────────────────────────── 22:13:32 ─╮
    │                    ╭─────────╮                   ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                    │  Start  │                   ││ ━━━━                                                             │
    │                    ╰────┬────╯                   ││ ◆ running · 00:00:12                                             │
    │                         │                        ││                                                                  │
    │                         ▼                        ││ ITERATIONS 3,000  ✔ 12 succeeded  ◆ 4 running  ○ 2,984 pending   │
    │    ╭ ◆ ForEach ✔12 ◆4 ○2984 ────────────────╮    ││   1/s  ~49 min left                                              │
    │    │ ◷○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○ │    ││ ✔◷○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○   │
    │    │ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○  │    ││ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○   │
    │    │          ╭─×16 0.0s─╮                  │    ││ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○   │
    │    │          │ ✔ Which? │                  │    ││ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○   │
    │    │          ╰─────┬────╯                  │    ││ ○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○○   │
    │    │      ╭─────────┴──────────╮            │    ││ ○○○○○○○○○○○○○○○○○○○○○○○○                                         │
    │    │      ▼$.skip present      ▼default     │    ││ a cell stands for 9 iterations, the worst is shown               │
    │    │ ╭───0.0s─╮           ╭────────╮        │    ││                                                                  │
    │    │ │ ✔ Skip │           │ ✔ Ship │        │    ││ ▾ ◷ 4 waiting                                                    │
    │    │ ╰────────╯           ╰────┬───╯        │    ││       12 ◷ Pause  timer until 22:13:35 (in 00:00:03)             │
    │    │                    ╭──────┴─────╮      │    ││       13 ◷ Pause  timer until 22:13:35 (in 00:00:03)             │
    │    │                    ▼            ▼catch │    ││       14 ◷ Pause  timer until 22:13:35 (in 00:00:03)             │
    │    │               ╭─────────╮  ╭───0.0s─╮  │    ││       15 ◷ Pause  timer until 22:13:35 (in 00:00:03)             │
    │    │              ▸│ ◷ Pause │  │ ✔ Note │  │    ││                                                                  │
    │    │               ╰─────────╯  ╰────────╯  │    ││ ○ 2,984 not begun                                                │
    │    ╰────────────────────┬─────── 40 a cell ─╯    ││                                                                  │
    │                         │                        ││ ▾ ✔ 12 succeeded                                                 │
    │                         ▼                        ││        0 Pause  5.0s                                             │
    │                    ╭────────╮                    ││        1 Pause  5.0s                                             │
    ╰─────────────────────────▼────────────────────────╯╰───────────────────────────────────────────────────── ▼ 10 more ──╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────── 169 of 169 ─╮
    │ 161    +10.000  ChoiceStateExited      Which?                           default → Ship                               │
    │ 162    +10.000  TaskStateEntered       Ship                             {"id":15}                                    │
    │ 163    +10.000  TaskScheduled          Ship           lambda:invoke     lambda:invoke · ship                         │
    │ 164    +10.000  TaskStarted            Ship           lambda:invoke                                                  │
    │ 165    +10.000  TaskSucceeded          Ship           lambda:invoke     {"Payload":"shipped"}                        │
    │ 166    +10.000  TaskStateExited        Ship                             {"Payload":"shipped"}                        │
    │ 167    +10.000  WaitStateEntered       Pause                            {"Payload":"shipped"}                        │
    │ 168    +12.000  WaitStateExited        Pause                            {"Payload":"shipped"}                        │
    │ 169    +12.000  MapIterationSucceeded  ForEach                          iteration 6                                  │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     p pause   [ ] tabs   b break   t tokens   e next failure   / find   X stop   & filter   : command   ? help   q quit
    """#,
  ]
}
