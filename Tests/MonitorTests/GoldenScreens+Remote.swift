/// How screens of executions elsewhere are meant to be.
extension GoldenScreens {
  static let remote: [String: String] = [
    "remote-cut-off-80x24": #"""
     prod nightl…eport ◆ last known RUNNING 03:09 as of 22:16:29         ! says why
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ✔ How many?        0.0s │ ◷ ECS .sync · task RUNNING 00:02:26
      ├ ○ Nothing to do       │   times out in 01:57:03
     ▸└ ◷ Run job       02:56 │
        ├ ○ Publish           │ ENI  placing pull start running
        └╌ catch ○ Give up    │ ▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▷
                              │ 3.9s 16.1s   6.5s 3.6s  00:02:26
                              │
                              │ task 3f2c0d91a7   cluster batch
                              │ FARGATE 0.25 vCPU 512 MiB   definition job:17
                              │ ECS last known as of 22:16:30
                              │
                              │ CONTAINER   STATUS      EXIT  SINCE     IMAGE
                              │ app         ◆ RUNNING   –     22:14:03  app:3
                              │ log_router  ◆ RUNNING   –     22:14:03  fluent-b…
                              │
                              │ LAST LINES OF app                          ▼ 5 more
    ─ Events nothing new is heard · next try in 4 s ────────────────────── 9 of 9 ──
       https://states.eu-west-1.amazonaws.com does not answer: the connection was …
       7    +12.398  TaskScheduled  Run job  cluster batch · job:17 · 1 container …
       8    +12.402  TaskStarted    Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted  Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-failed-80x24": #"""
     prod 1234…9012 eu-west-1 nightly-report ▸ exec-7f3a ✖ FAILED 00:03:00
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ⊘ How many?             │ ✖ failed · States.TaskFailed · took 02:47
      ├ ⊘ Nothing to do       │   at 22:16:20 · 2 attempts
      └ ✖ Run job       02:47 │
        ├ ⊘ Publish           │ ✖ container log_router exited 137
        └╌ catch ⊘ Give up    │ ▸ the task as the cause has it  15 members
                              │
                              │ redriven once · can be redriven from here
                              │   D redrives
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ─ Events ▼ following ─────────────────────────────────────────────── 14 of 14 ──
      11   +120.010  TaskScheduled    Run job  cluster batch · job:17 · 1 containe…
      12   +120.020  TaskSubmitted    Run job  task 3f2c0d91a7 PROVISIONING
      13   +180.000  TaskFailed       Run job  States.TaskFailed · container log_r…
      14   +180.010  ExecutionFailed           States.TaskFailed · container log_r…
     [ ] tabs   t tokens   e next failure   R poll now   : command   ? help   q quit
    """#,
    "remote-logs-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync           as of 3 s
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ✔ How many?        0.0s │ 22:14:38 app        batch 7 of 19 done
      ├ ○ Nothing to do       │ 22:14:43 app        batch 8 of 19 done
     ▸└ ◷ Run job       02:59 │ 22:14:48 app        batch 9 of 19 done
        ├ ○ Publish           │ 22:14:50 log_router [info] flush chunk 2
        └╌ catch ○ Give up    │ 22:14:53 app        batch 10 of 19 done
                              │ 22:14:58 app        batch 11 of 19 done
                              │ 22:15:03 app        batch 12 of 19 done
                              │ 22:15:08 app        batch 13 of 19 done
                              │ 22:15:10 log_router [info] flush chunk 3
                              │ 22:15:13 app        batch 14 of 19 done
                              │ 22:15:18 app        batch 15 of 19 done
                              │ 22:15:23 app        batch 16 of 19 done
                              │ 22:15:28 app        batch 17 of 19 done
                              │ 22:15:30 log_router [info] flush chunk 4
                              │ 22:15:33 app        batch 18 of 19 done
                              │ 22:15:38 app        batch 19 of 19 done
    ─ Events ▼ following ───────────────────────────────────────────────── 9 of 9 ──
       6    +12.391  TaskStateEntered  Run job  {"commands":["test command 1","tes…
       7    +12.398  TaskScheduled     Run job  cluster batch · job:17 · 1 contain…
       8    +12.402  TaskStarted       Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted     Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-map-run-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report ◆ RUNNING 00:03:12 · ◷ waiting: Map Run · 00:03:11   as of 3 s · next in 4 s
    ╭─ Graph ───────────────────── 1 of 4 states done ─╮╭─ ForEach Map ───────────────────────────────────────── 22:16:32 ─╮
    │                    ╭─────────╮                   ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                    │  Start  │                   ││ ━━━━                                                             │
    │                    ╰────┬────╯                   ││ ◆ Map Run · 00:03:11                                             │
    │                         │                        ││                                                                  │
    │                         ▼                        ││ MAP RUN 5c1f0e6a-7…c0c7e4f01  Enter lists its child executions   │
    │                    ╭───0.0s─╮                    ││ ◆ RUNNING · 00:00:32 · 29/s · ~2 s left · at most 40 at a time   │
    │                    │ ✔ List │                    ││ items       ✔ 912 succeeded  ◆ 40 running  ✖ 3 failed            │
    │                    ╰────┬───╯                    ││             ○ 45 pending  of 1,000                               │
    │                         │                        ││ executions  ✔ 92 succeeded  ◆ 4 running  ✖ 1 failed              │
    │                         ▼                        ││             ○ 3 pending  of 100                                  │
    │   ▸╭ ◆ ForEach ✔912 ◆40 ✖3 ○45 ─────────────╮    ││                                                                  │
    │    │ ✖◆◆◆✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔ │    ││                                                                  │
    │    │ ✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔✔○○○ │    ││                                                                  │
    │    │               ╭────────╮               │    ││                                                                  │
    │    │               │   Item │               │    ││                                                                  │
    │    │               ╰────────╯               │    ││                                                                  │
    │    ╰────────────────────┬─────── 14 a cell ─╯    ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                    ╭────────╮                    ││                                                                  │
    │                    │ ○ Done │                    ││                                                                  │
    │                    ╰────┬───╯                    ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                     ╭───────╮                    ││                                                                  │
    ╰─────────────────────────▼────────────────────────╯╰──────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────────── 6 of 6 ─╮
    │   1     +0.000  ExecutionStarted                                     {}                                              │
    │   2     +0.001  PassStateEntered    List                             {}                                              │
    │   3     +0.002  PassStateExited     List                             {}                                              │
    │   4     +0.003  MapStateEntered     ForEach                          {}                                              │
    │   5     +0.004  MapStateStarted     ForEach                          0 items                                         │
    │   6     +0.005  MapRunStarted       ForEach                          Map Run ForEach:5c1f0e6a-7d3b-4f0e-9c53-1c4c0c… │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     [ ] tabs   t tokens   R poll now   / find   X stop   & filter   U usual   4 timeline   : command   ? help   q quit
    """#,
    "remote-map-run-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: Map Run             as of 3 s
      ✔ List             0.0s │ Wait  Overrides  Data  Logs  Attempts  Definition
     ▸◆ ForEach        ✖3 91% │ ◆ Map Run · 00:03:11
      └ – Item                │
      ○ Done                  │ MAP RUN 5c1f…f01  Enter lists its child executions
                              │ ◆ RUNNING · 00:00:32 · 29/s · ~2 s left
                              │   at most 40 at a time
                              │ items       ✔ 912 succeeded  ◆ 40 running
                              │             ✖ 3 failed  ○ 45 pending  of 1,000
                              │ executions  ✔ 92 succeeded  ◆ 4 running
                              │             ✖ 1 failed  ○ 3 pending  of 100
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ─ Events ▼ following ───────────────────────────────────────────────── 6 of 6 ──
       3     +0.002  PassStateExited  List     {}
       4     +0.003  MapStateEntered  ForEach  {}
       5     +0.004  MapStateStarted  ForEach  0 items
       6     +0.005  MapRunStarted    ForEach  Map Run ForEach:5c1f0e6a-7d3b-4f0e-…
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-newest-first-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report ◆ RUNNING · ◷ waiting: timer until 22:17:31 (due)    as of 0 s · next in 1 s
    ╭─ Graph ─────────────────── from event 24,001 on ─╮╭─ Wait Wait ──────────────────────────────────────────────────────╮
    │                                                  ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                                                  ││ ━━━━                                                             │
    │                                                  ││ ◷ timer until 22:17:31 (due)                                     │
    │                  ╭─────────╮                     ││                                                                  │
    │                  │  Start  │                     ││                                                                  │
    │                  ╰────┬────╯                     ││                                                                  │
    │                       │                          ││                                                                  │
    │                       ▼                          ││                                                                  │
    │                  ╭─────────╮                     ││                                                                  │
    │                  │ ? Begin │                     ││                                                                  │
    │                  ╰────┬────╯                     ││                                                                  │
    │             ╭─────────┴──────────╮               ││                                                                  │
    │             ▼$.done present      ▼default        ││                                                                  │
    │        ╭────────╮           ╭────────╮           ││                                                                  │
    │        │ ? Done │           │ ✔ Pass │◀╌╮        ││                                                                  │
    │        ╰────┬───╯           ╰────┬───╯  ╎        ││                                                                  │
    │             │                    │      ╎        ││                                                                  │
    │             ▼                    ▼      ╎        ││                                                                  │
    │         ╭───────╮           ╭────────╮  ╎        ││                                                                  │
    │         │  End  │          ▸│ ◷ Wait ├╌╌╯        ││                                                                  │
    │         ╰───────╯           ╰────────╯           ││                                                                  │
    │                                                  ││                                                                  │
    │                                                  ││                                                                  │
    │                                                  ││                                                                  │
    │                                                  ││                                                                  │
    ╰──────────────────────────────────────────────────╯╰──────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ────────────────────────────────────────────────────────────────────────────── 25,000 of 25,000 ─╮
    │ ▲ older events still loading: 24,000                                                                                 │
    │ 24993 22:17:29.930  WaitStateExited     Wait                             {}                                          │
    │ 24994 22:17:29.940  PassStateEntered    Pass                             {"turn":24994}                              │
    │ 24995 22:17:29.950  PassStateExited     Pass                             {}                                          │
    │ 24996 22:17:29.960  WaitStateEntered    Wait                             {"turn":24996}                              │
    │ 24997 22:17:29.970  WaitStateExited     Wait                             {}                                          │
    │ 24998 22:17:29.980  PassStateEntered    Pass                             {"turn":24998}                              │
    │ 24999 22:17:29.990  PassStateExited     Pass                             {}                                          │
    │ 25000 22:17:30.000  WaitStateEntered    Wait                             {"turn":25000}                              │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     [ ] tabs   t tokens   R poll now   / find   X stop   & filter   U usual   4 timeline   : command   ? help   q quit
    """#,
    "remote-newest-first-80x24": #"""
     prod nightly-report ◆ RUNNING · timer until 22:17:31 (due)           as of 0 s
      ? Begin                 │ Wait  Overrides  Data  Logs  Attempts  Definition
      ├ ? Done                │ ◷ timer until 22:17:31 (due)
      └ ✔ Pass     ×250+ 0.0s │
     ▸  ◷ Wait     ×250+ 1.0s │
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
                              │
                              │
                              │
    ─ Events ▼ following ─────────────────────────────────────── 25,000 of 25,000 ──
     ▲ older events still loading: 24,000
     24998 22:17:29.980  PassStateEntered  Pass  {"turn":24998}
     24999 22:17:29.990  PassStateExited   Pass  {}
     25000 22:17:30.000  WaitStateEntered  Wait  {"turn":25000}
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-no-logs-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync           as of 3 s
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ✔ How many?        0.0s │ app
      ├ ○ Nothing to do       │   app logs through awsfirelens: its lines go where
     ▸└ ◷ Run job       02:59 │   log_router sends them, not to an awslogs stream.
        ├ ○ Publish           │ log_router
        └╌ catch ○ Give up    │   group /ecs/nightly
                              │   stream router/log_router/3f…4c0c8d4a3c2b1a0f9e8d
                              │   It has written nothing yet: the stream does not
                              │   exist.
                              │
                              │
                              │
                              │
                              │
                              │
                              │
                              │
    ─ Events ▼ following ───────────────────────────────────────────────── 9 of 9 ──
       6    +12.391  TaskStateEntered  Run job  {"commands":["test command 1","tes…
       7    +12.398  TaskScheduled     Run job  cluster batch · job:17 · 1 contain…
       8    +12.402  TaskStarted       Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted     Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-redriven-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync           as of 3 s
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ○ How many?             │ ✖ 1  failed · States.TaskFailed · 47.6s
      ├ ○ Nothing to do       │   at 22:13:32
     ▸└ ◷ Run job       02:59 │ ✖ container app exited 2
        ├ ○ Publish           │ ▸ the task as the cause has it  15 members
        └╌ catch ○ Give up    │   → Catch 1 · Give up
                              │
                              │ ↻ redrive 1  the execution was redriven at 22:15:20
                              │ ◆ 2  running · 01:11 · at 22:15:20
                              │
                              │ RETRY AND CATCH FOR States.TaskFailed
                              │ ▸ Catch 1  States.ALL  matched · next Give up
                              │     line 8
                              │
                              │
                              │
                              │
    ─ Events ▼ following ─────────────────────────────────────────────── 12 of 12 ──
       9    +60.001  ExecutionFailed             States.TaskFailed · container app…
      10   +120.000  ExecutionRedriven           redrive 1
      11   +120.010  TaskScheduled      Run job  cluster batch · job:17 · 1 contai…
      12   +120.020  TaskSubmitted      Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs   t tokens   e next failure   R poll now   : command   ? help   q quit
    """#,
    "remote-redriven-timeline-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync           as of 3 s
    ╭─ Timeline in start order ───────────────────────── redriven once · 2 visits ─╮
    │ ✔ Prepare input          0.2s  █                          ╎                  │
    │ ◷ Run job               02:59    ███████████░░░░░░░░░░░░░░██████████████████ │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ╰──────────────────────────────────────────────────────────────────────────────╯
     s sort  [ ] tabs  t tokens  e next failure  / find  : command  ? help  Esc back
    """#,
    "remote-running-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync in Run job    as of 3 s · next in 4 s
    ╭─ Graph ───────────────────── 2 of 6 states done ─╮╭─ Run job Task · ecs:runTask.sync ───────────────────── 22:16:32 ─╮
    │                    ╭─────────╮                   ││ Wait  Overrides  Data  Logs  Attempts  Definition                │
    │                    │  Start  │                   ││ ━━━━                                                             │
    │                    ╰────┬────╯                   ││ ◷ ECS .sync · task RUNNING 00:02:29 · times out in 01:57:00      │
    │                         │                        ││   usually 38–44 min                                              │
    │                         ▼                        ││                                                                  │
    │                ╭────────────0.2s─╮               ││ ENI  placing pull start running                                  │
    │                │ ✔ Prepare input │               ││ ▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▷   │
    │                ╰────────┬────────╯               ││ 3.9s 16.1s   6.5s 3.6s  00:02:29                                 │
    │                         │                        ││                                                                  │
    │                         ▼                        ││ task 3f2c0d91a7   cluster batch   FARGATE 0.25 vCPU 512 MiB      │
    │                  ╭────────0.0s─╮                 ││ definition job:17                                                │
    │                  │ ✔ How many? │                 ││                                                                  │
    │                  ╰──────┬──────╯                 ││ CONTAINER   STATUS      EXIT  SINCE     IMAGE                    │
    │           ╭─────────────┴─────────────╮          ││ app         ◆ RUNNING   –     22:14:03  registry/app:3           │
    │           ▼$.commands[0] absent       ▼default   ││ log_router  ◆ RUNNING   –     22:14:03  fluent-bit:2             │
    │  ╭─────────────────╮            ╭─────02:59─╮    ││                                                                  │
    │  │ ○ Nothing to do │           ▸│ ◷ Run job │    ││ LAST LINES OF app                                                │
    │  ╰────────┬────────╯            ╰─────┬─────╯    ││ 22:15:18 batch 15 of 19 done                                     │
    │           ╰───────╮        ╭──────────┴───╮      ││ 22:15:23 batch 16 of 19 done                                     │
    │                   │        ▼              ▼catch ││ 22:15:28 batch 17 of 19 done                                     │
    │                   │  ╭───────────╮  ╭───────────╮││ 22:15:33 batch 18 of 19 done                                     │
    │                   │  │ ○ Publish │  │ ○ Give up │││ 22:15:38 batch 19 of 19 done                                     │
    │                   │  ╰─────┬─────╯  ╰─────┬─────╯││                                                                  │
    │                   ╰───────┬┴──────────────╯      ││                                                                  │
    │                           ▼                      ││                                                                  │
    ╰─────────────────────────▼────────────────────────╯╰──────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────────── 9 of 9 ─╮
    │   1     +0.000  ExecutionStarted                                     {"commands":["test command 1","test command 2"… │
    │   2     +0.001  PassStateEntered    Prepare input                    {"commands":["test command 1","test command 2"… │
    │   3     +0.203  PassStateExited     Prepare input                    {"commands":["test command 1","test command 2"… │
    │   4     +0.204  ChoiceStateEntered  How many?                        {"commands":["test command 1","test command 2"… │
    │   5     +0.204  ChoiceStateExited   How many?                        default → Run job                               │
    │   6    +12.391  TaskStateEntered    Run job                          {"commands":["test command 1","test command 2"… │
    │   7    +12.398  TaskScheduled       Run job        ecs:runTask.sync  cluster batch · job:17 · 1 container override   │
    │   8    +12.402  TaskStarted         Run job        ecs:runTask.sync                                                  │
    │   9    +12.871  TaskSubmitted       Run job        ecs:runTask.sync  task 3f2c0d91a7 PROVISIONING                    │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     [ ] tabs   t tokens   R poll now   / find   X stop   K stop task   & filter   U usual   : command   ? help   q quit
    """#,
    "remote-running-80x24": #"""
     prod nightly-report ◆ RUNNING 03:12 · ◷ waiting: ECS .sync           as of 3 s
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ✔ How many?        0.0s │ ◷ ECS .sync · task RUNNING 00:02:29
      ├ ○ Nothing to do       │   times out in 01:57:00 · usually 38–44 min
     ▸└ ◷ Run job       02:59 │
        ├ ○ Publish           │ ENI  placing pull start running
        └╌ catch ○ Give up    │ ▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▷
                              │ 3.9s 16.1s   6.5s 3.6s  00:02:29
                              │
                              │ task 3f2c0d91a7   cluster batch
                              │ FARGATE 0.25 vCPU 512 MiB   definition job:17
                              │
                              │ CONTAINER   STATUS      EXIT  SINCE     IMAGE
                              │ app         ◆ RUNNING   –     22:14:03  app:3
                              │ log_router  ◆ RUNNING   –     22:14:03  fluent-b…
                              │
                              │ LAST LINES OF app
                              │ 22:15:18 batch 15 of 19 done               ▼ 4 more
    ─ Events ▼ following ───────────────────────────────────────────────── 9 of 9 ──
       6    +12.391  TaskStateEntered  Run job  {"commands":["test command 1","tes…
       7    +12.398  TaskScheduled     Run job  cluster batch · job:17 · 1 contain…
       8    +12.402  TaskStarted       Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted     Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
    "remote-verdict-80x24": #"""
     prod nightl…eport RUNNING · ✖ will fail: log_router exited 137       as of 3 s
      ✔ Prepare input    0.2s │ Wait  Overrides  Data  Logs  Attempts  Definition
      ✔ How many?        0.0s │ ◷ ECS .sync · task STOPPED 00:00:01
      ├ ○ Nothing to do       │ ECS STOPPED
     ▸└ ◷ Run job       02:59 │   Step Functions has not recorded it yet
        ├ ○ Publish           │
        └╌ catch ○ Give up    │ ✖ log_router exited 137 (killed), so .sync will
                              │   fail although app exited 0.
                              │
                              │ stopped  EssentialContainerExited
                              │
                              │ ENI  placing pull start running
                              │ ▆▆▆▆ ▆▆▆▆▆▆▆ ▆▆▆▆ ▆▆▆▆▆ ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
                              │ 3.9s 16.1s   6.5s 3.6s  00:02:27
                              │
                              │ task 3f2c0d91a7   cluster batch
                              │ FARGATE 0.25 vCPU 512 MiB   definition job:17
                              │                                           ▼ 13 more
    ─ Events ▼ following ───────────────────────────────────────────────── 9 of 9 ──
       6    +12.391  TaskStateEntered  Run job  {"commands":["test command 1","tes…
       7    +12.398  TaskScheduled     Run job  cluster batch · job:17 · 1 contain…
       8    +12.402  TaskStarted       Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted     Run job  task 3f2c0d91a7 PROVISIONING
     [ ] tabs  t tokens  R poll now  / find  X stop  : command  ? help  q quit
    """#,
  ]
}
