/// Screens as they are meant to be; the inspector's contents have tests of their own and are left out. Rows are as wide as the screens.
enum GoldenScreens {
  static let all: [String: String] = [
    "approve-120x40": #"""
     prod 1234…9012 eu-west-1   1 TOKEN PENDING                                                                   as of 0 s
    ╭─ Task tokens ──────────────────────────────────────────────────────────────────────────────────────────────────── 1 ─╮
    │ EXECUTION              STATE               WAITED     HEARTBEAT    TIMEOUT        ECS TASK                           │
    │ release-42 · exec-91c  Approve deploy      00:14:01   every 60 s   in 01:45:58    app ◆ RUNNING                      │
    │                                                                                                                      │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
    ╭─ Approve · Approve deploy ─────────────────────────── ready to send ─╮╭─ What waits ─────────────────────────────────╮
    │                                                                      ││                                              │
    │  Output returned to the state. Later states read:                    ││  state    Approve deploy                     │
    │  $.approved  boolean  in "Approved?"                                 ││  resource ecs:runTask.waitForTaskToken       │
    │                                                                      ││  task     3f2c0d91a7 ◆ RUNNING               │
    │   1 {                                                                ││  token    •••••• 696 characters              │
    │   2   "approved": true                                               ││  in env   TASK_TOKEN_ENV_VARIABLE            │
    │   3 }                                                                ││                                              │
    │                                                                      ││  HISTORY OF THIS TOKEN                       │
    │  leads to  Approved? → Deploy → Notify                               ││  scheduled 22:13:20                          │
    │                                                                      ││  submitted 22:13:20 task 3f2c0d91a7          │
    │                                                                      ││  no answer yet                               │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │                                                                      ││                                              │
    │  aws stepfunctions send-task-success --task-token ••••••             ││                                              │
    │  --task-output '{"approved":true}'                                   ││                                              │
    ╰──────────────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────╯
     s send   Space fill   i edit here   e $EDITOR   : command   ? help   Esc keep draft
    """#,
    "approve-200x60": #"""
     prod 1234…9012 eu-west-1   1 TOKEN PENDING                                                                                                                                                   as of 0 s
    ╭─ Task tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 1 ─╮
    │ EXECUTION              STATE               WAITED     HEARTBEAT    TIMEOUT        ECS TASK                                                                                                           │
    │ release-42 · exec-91c  Approve deploy      00:14:01   every 60 s   in 01:45:58    app ◆ RUNNING                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
    ╭─ Approve · Approve deploy ─────────────────────────────────────────────────────────────────────────── ready to send ─╮╭─ What waits ─────────────────────────────────────────────────────────────────╮
    │                                                                                                                      ││                                                                              │
    │  Output returned to the state. Later states read:                                                                    ││  state    Approve deploy                                                     │
    │  $.approved  boolean  in "Approved?"                                                                                 ││  resource ecs:runTask.waitForTaskToken                                       │
    │                                                                                                                      ││  task     3f2c0d91a7 ◆ RUNNING                                               │
    │   1 {                                                                                                                ││  token    •••••• 696 characters                                              │
    │   2   "approved": true                                                                                               ││  in env   TASK_TOKEN_ENV_VARIABLE                                            │
    │   3 }                                                                                                                ││                                                                              │
    │                                                                                                                      ││  HISTORY OF THIS TOKEN                                                       │
    │  leads to  Approved? → Deploy → Notify                                                                               ││  scheduled 22:13:20                                                          │
    │                                                                                                                      ││  submitted 22:13:20 task 3f2c0d91a7                                          │
    │                                                                                                                      ││  no answer yet                                                               │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │                                                                                                                      ││                                                                              │
    │  aws stepfunctions send-task-success --task-token •••••• --task-output '{"approved":true}'                           ││                                                                              │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────────────────────────────────╯
     s send   Space fill   i edit here   e $EDITOR   : command   ? help   Esc keep draft
    """#,
    "approve-80x24": #"""
     prod 1234…9012 eu-west-1   1 TOKEN PENDING                           as of 0 s
    ╭─ Task tokens ──────────────────────────────────────────────────────────── 1 ─╮
    │ STATE              WAITED     HEARTBEAT    TIMEOUT      ECS TASK             │
    │ Approve deploy     00:14:01   every 60 s   in 01:45:58  app ◆ RUNNING        │
    ╰──────────────────────────────────────────────────────────────────────────────╯
    ╭─ Approve · Approve deploy ─── ready to send ─╮╭─ What waits ─────────────────╮
    │                                              ││                              │
    │  Later states read:                          ││  state    Approve deploy     │
    │  $.approved  boolean  in "Approved?"         ││  resource ecs:runTask.wait…  │
    │                                              ││  task     3f2c0d91a7 ◆ RUN…  │
    │   1 {                                        ││  token    •••••• 696 chara…  │
    │   2   "approved": true                       ││  in env   TASK_TOKEN_ENV_V…  │
    │   3 }                                        ││                              │
    │                                              ││  HISTORY OF THIS TOKEN       │
    │  leads to  Approved? → Deploy → Notify       ││  scheduled 22:13:20          │
    │                                              ││  submitted 22:13:20 task 3…  │
    │                                              ││  no answer yet               │
    │                                              ││                              │
    │                                              ││                              │
    │  aws stepfunctions send-task-success         ││                              │
    │  --task-token •••••• --task-output           ││                              │
    │  '{"approved":true}'                         ││                              │
    ╰──────────────────────────────────────────────╯╰──────────────────────────────╯
     s send  Space fill  i edit here  e $EDITOR  : command  ? help  Esc keep draft
    """#,
    "events-ascii-60x20": #"""
     LOCAL RUNNING | x will fail: log_router exited 137
    - Events v following ----------------------------- 9 of 9 --
       1     +0.000  ExecutionStarted                   {"comm~
       2     +0.001  PassStateEntered    Prepare input  {"comm~
       3     +0.203  PassStateExited     Prepare input  {"comm~
       4     +0.204  ChoiceStateEntered  How many?      {"comm~
       5     +0.204  ChoiceStateExited   How many?      defaul~
       6    +12.391  TaskStateEntered    Run job        {"comm~
       7    +12.398  TaskScheduled       Run job        cluste~
       8    +12.402  TaskStarted         Run job        ecs:ru~
       9    +12.871  TaskSubmitted       Run job        task 3~








     Tab panes  p pause  [ ] tabs  : command  ? help  q quit
    """#,
    "graph-ascii-60x20": #"""
     LOCAL RUNNING | x will fail: log_router exited 137
    - Graph ------------------------------ 2 of 6 states done --
      + Prepare input                                      0.2s
      + How many?                                          0.0s
      |-o Nothing to do
    @>`-~ Run job                                         02:59
        |-o Publish
        `. catch o Give up











     Tab panes  p pause  [ ] tabs  : command  ? help  q quit
    """#,
    "main-120x40": #"""
     LOCAL   nightly-report ◆ RUNNING 00:03:12 · ✖ will fail: log_router exited 137 (killed)
    ╭─ Graph ───────────────────── 2 of 6 states done ─╮╭─ Run job Task · ecs:runTask.sync ───────────────────── 22:16:32 ─╮
    │                    ╭─────────╮                   ││                                                                  │
    │                    │  Start  │                   ││                                                                  │
    │                    ╰────┬────╯                   ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                ╭────────────0.2s─╮               ││                                                                  │
    │                │ ✔ Prepare input │               ││                                                                  │
    │                ╰────────┬────────╯               ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                  ╭────────0.0s─╮                 ││                                                                  │
    │                  │ ✔ How many? │                 ││                                                                  │
    │                  ╰──────┬──────╯                 ││                                                                  │
    │           ╭─────────────┴─────────────╮          ││                                                                  │
    │           ▼$.commands[0] absent       ▼default   ││                                                                  │
    │  ╭─────────────────╮            ╭─────02:59─╮    ││                                                                  │
    │  │ ○ Nothing to do │          ●▸│ ◷ Run job │    ││                                                                  │
    │  ╰────────┬────────╯            ╰─────┬─────╯    ││                                                                  │
    │           ╰───────╮        ╭──────────┴───╮      ││                                                                  │
    │                   │        ▼              ▼catch ││                                                                  │
    │                   │  ╭───────────╮  ╭───────────╮││                                                                  │
    │                   │  │ ○ Publish │  │ ○ Give up │││                                                                  │
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
     p pause   [ ] tabs   b break   t tokens   / find   X stop   & filter   4 timeline   : command   ? help   q quit
    """#,
    "main-200x60": #"""
     LOCAL · real containers · real time   nightly-report ▸ exec-7f3a ◆ RUNNING 00:03:12 · ✖ waiting: ECS .sync · will fail: log_router exited 137 (killed) · task RUNNING · Run job
    ╭─ Graph ─────────────────────────────────────────────────── 2 of 6 states done ─╮╭─ Run job Task · ecs:runTask.sync ─────────────────────────────────────────────────────────────────────── 22:16:32 ─╮
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                  ╭─────────╮                                   ││                                                                                                                    │
    │                                  │  Start  │                                   ││                                                                                                                    │
    │                                  ╰────┬────╯                                   ││                                                                                                                    │
    │                                       │                                        ││                                                                                                                    │
    │                                       ▼                                        ││                                                                                                                    │
    │                              ╭────────────0.2s─╮                               ││                                                                                                                    │
    │                              │ ✔ Prepare input │                               ││                                                                                                                    │
    │                              ╰────────┬────────╯                               ││                                                                                                                    │
    │                                       │                                        ││                                                                                                                    │
    │                                       ▼                                        ││                                                                                                                    │
    │                                ╭────────0.0s─╮                                 ││                                                                                                                    │
    │                                │ ✔ How many? │                                 ││                                                                                                                    │
    │                                ╰──────┬──────╯                                 ││                                                                                                                    │
    │                         ╭─────────────┴─────────────╮                          ││                                                                                                                    │
    │                         ▼$.commands[0] absent       ▼default                   ││                                                                                                                    │
    │                ╭─────────────────╮            ╭─────02:59─╮                    ││                                                                                                                    │
    │                │ ○ Nothing to do │          ●▸│ ◷ Run job │                    ││                                                                                                                    │
    │                ╰────────┬────────╯            ╰─────┬─────╯                    ││                                                                                                                    │
    │                         ╰───────╮        ╭──────────┴───╮                      ││                                                                                                                    │
    │                                 │        ▼              ▼catch                 ││                                                                                                                    │
    │                                 │  ╭───────────╮  ╭───────────╮                ││                                                                                                                    │
    │                                 │  │ ○ Publish │  │ ○ Give up │                ││                                                                                                                    │
    │                                 │  ╰─────┬─────╯  ╰─────┬─────╯                ││                                                                                                                    │
    │                                 ╰───────┬┴──────────────╯                      ││                                                                                                                    │
    │                                         ▼                                      ││                                                                                                                    │
    │                                     ╭───────╮                                  ││                                                                                                                    │
    │                                     │  End  │                                  ││                                                                                                                    │
    │                                     ╰───────╯                                  ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    ╰────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 9 of 9 ─╮
    │   1     +0.000  ExecutionStarted                                     {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   2     +0.001  PassStateEntered    Prepare input                    {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   3     +0.203  PassStateExited     Prepare input                    {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   4     +0.204  ChoiceStateEntered  How many?                        {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   5     +0.204  ChoiceStateExited   How many?                        default → Run job                                                                                                               │
    │   6    +12.391  TaskStateEntered    Run job                          {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   7    +12.398  TaskScheduled       Run job        ecs:runTask.sync  cluster batch · job:17 · 1 container override                                                                                   │
    │   8    +12.402  TaskStarted         Run job        ecs:runTask.sync                                                                                                                                  │
    │   9    +12.871  TaskSubmitted       Run job        ecs:runTask.sync  task 3f2c0d91a7 PROVISIONING                                                                                                    │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     p pause   [ ] tabs   b break   t tokens   / find   X stop   & filter   4 timeline   z zoom   Enter open   : command   ? help   q quit
    """#,
    "main-80x24": #"""
     LOCAL nightly-report ◆ RUNNING 03:12 · ✖ will fail: log_router exited 137
      ✔ Prepare input    0.2s │
      ✔ How many?        0.0s │
      ├ ○ Nothing to do       │
    ●▸└ ◷ Run job       02:59 │
        ├ ○ Publish           │
        └╌ catch ○ Give up    │
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
    ─ Events ▼ following ───────────────────────────────────────────────── 9 of 9 ──
       6    +12.391  TaskStateEntered  Run job  {"commands":["test command 1","tes…
       7    +12.398  TaskScheduled     Run job  cluster batch · job:17 · 1 contain…
       8    +12.402  TaskStarted       Run job  ecs:runTask.sync
       9    +12.871  TaskSubmitted     Run job  task 3f2c0d91a7 PROVISIONING
     p pause  [ ] tabs  b break  t tokens  / find  X stop  : command  ? help  q quit
    """#,
    "paused-120x40": #"""
     LOCAL · simulated   nightly-report ▸ exec-7f3a ◆ RUNNING 00:00:12  ‖ PAUSED before sending "Run job" · nothing sent
    ╭─ Graph ───────────────────── 2 of 6 states done ─╮╭─ Run job Task · ecs:runTask.sync ──────────────────────── ready ─╮
    │                    ╭─────────╮                   ││                                                                  │
    │                    │  Start  │                   ││                                                                  │
    │                    ╰────┬────╯                   ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                ╭────────────0.2s─╮               ││                                                                  │
    │                │ ✔ Prepare input │               ││                                                                  │
    │                ╰────────┬────────╯               ││                                                                  │
    │                         │                        ││                                                                  │
    │                         ▼                        ││                                                                  │
    │                  ╭────────0.0s─╮                 ││                                                                  │
    │                  │ ✔ How many? │                 ││                                                                  │
    │                  ╰──────┬──────╯                 ││                                                                  │
    │           ╭─────────────┴─────────────╮          ││                                                                  │
    │           ▼$.commands[0] absent       ▼default   ││                                                                  │
    │  ╭─────────────────╮            ╭─────ready─╮    ││                                                                  │
    │  │ ○ Nothing to do │          ●▸│ ‖ Run job │    ││                                                                  │
    │  ╰────────┬────────╯            ╰─────┬─────╯    ││                                                                  │
    │           ╰───────╮        ╭──────────┴───╮      ││                                                                  │
    │                   │        ▼              ▼catch ││                                                                  │
    │                   │  ╭───────────╮  ╭───────────╮││                                                                  │
    │                   │  │ ○ Publish │  │ ○ Give up │││                                                                  │
    │                   │  ╰─────┬─────╯  ╰─────┬─────╯││                                                                  │
    │                   ╰───────┬┴──────────────╯      ││                                                                  │
    │                           ▼                      ││                                                                  │
    ╰─────────────────────────▼────────────────────────╯╰──────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────────── 6 of 6 ─╮
    │   1     +0.000  ExecutionStarted                                     {"commands":["test command 1","test command 2"… │
    │   2     +0.001  PassStateEntered    Prepare input                    {"commands":["test command 1","test command 2"… │
    │   3     +0.203  PassStateExited     Prepare input                    {"commands":["test command 1","test command 2"… │
    │   4     +0.204  ChoiceStateEntered  How many?                        {"commands":["test command 1","test command 2"… │
    │   5     +0.204  ChoiceStateExited   How many?                        default → Run job                               │
    │   6    +12.391  TaskStateEntered    Run job                          {"commands":["test command 1","test command 2"… │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     s send   i edit   r result   S over   c continue   u back   [ ] tabs   b break   t tokens   : command   ? help   q quit
    """#,
    "paused-200x60": #"""
     LOCAL · simulated · virtual time   nightly-report ▸ exec-7f3a ◆ RUNNING 00:00:12  ‖ PAUSED before sending "Run job" · nothing sent
    ╭─ Graph ─────────────────────────────────────────────────── 2 of 6 states done ─╮╭─ Run job Task · ecs:runTask.sync ────────────────────────────────────────────────────────────────────────── ready ─╮
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                  ╭─────────╮                                   ││                                                                                                                    │
    │                                  │  Start  │                                   ││                                                                                                                    │
    │                                  ╰────┬────╯                                   ││                                                                                                                    │
    │                                       │                                        ││                                                                                                                    │
    │                                       ▼                                        ││                                                                                                                    │
    │                              ╭────────────0.2s─╮                               ││                                                                                                                    │
    │                              │ ✔ Prepare input │                               ││                                                                                                                    │
    │                              ╰────────┬────────╯                               ││                                                                                                                    │
    │                                       │                                        ││                                                                                                                    │
    │                                       ▼                                        ││                                                                                                                    │
    │                                ╭────────0.0s─╮                                 ││                                                                                                                    │
    │                                │ ✔ How many? │                                 ││                                                                                                                    │
    │                                ╰──────┬──────╯                                 ││                                                                                                                    │
    │                         ╭─────────────┴─────────────╮                          ││                                                                                                                    │
    │                         ▼$.commands[0] absent       ▼default                   ││                                                                                                                    │
    │                ╭─────────────────╮            ╭─────ready─╮                    ││                                                                                                                    │
    │                │ ○ Nothing to do │          ●▸│ ‖ Run job │                    ││                                                                                                                    │
    │                ╰────────┬────────╯            ╰─────┬─────╯                    ││                                                                                                                    │
    │                         ╰───────╮        ╭──────────┴───╮                      ││                                                                                                                    │
    │                                 │        ▼              ▼catch                 ││                                                                                                                    │
    │                                 │  ╭───────────╮  ╭───────────╮                ││                                                                                                                    │
    │                                 │  │ ○ Publish │  │ ○ Give up │                ││                                                                                                                    │
    │                                 │  ╰─────┬─────╯  ╰─────┬─────╯                ││                                                                                                                    │
    │                                 ╰───────┬┴──────────────╯                      ││                                                                                                                    │
    │                                         ▼                                      ││                                                                                                                    │
    │                                     ╭───────╮                                  ││                                                                                                                    │
    │                                     │  End  │                                  ││                                                                                                                    │
    │                                     ╰───────╯                                  ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    │                                                                                ││                                                                                                                    │
    ╰────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
    ╭─ Events ▼ following ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 6 of 6 ─╮
    │   1     +0.000  ExecutionStarted                                     {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   2     +0.001  PassStateEntered    Prepare input                    {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   3     +0.203  PassStateExited     Prepare input                    {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   4     +0.204  ChoiceStateEntered  How many?                        {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │   5     +0.204  ChoiceStateExited   How many?                        default → Run job                                                                                                               │
    │   6    +12.391  TaskStateEntered    Run job                          {"commands":["test command 1","test command 2","test command 3"]}                                                               │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    │                                                                                                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     s send   i edit   r result   S over   c continue   u back   [ ] tabs   b break   t tokens   / find   X stop   & filter   4 timeline   z zoom   Enter open   : command   ? help   q quit
    """#,
    "paused-80x24": #"""
     LOCAL nightly-report RUNNING  ‖ PAUSED before sending "Run job" · nothing sent
      ✔ Prepare input    0.2s │
      ✔ How many?        0.0s │
      ├ ○ Nothing to do       │
    ●▸└ ‖ Run job       ready │
        ├ ○ Publish           │
        └╌ catch ○ Give up    │
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
    ─ Events ▼ following ───────────────────────────────────────────────── 6 of 6 ──
       3     +0.203  PassStateExited     Prepare input  {"commands":["test command…
       4     +0.204  ChoiceStateEntered  How many?      {"commands":["test command…
       5     +0.204  ChoiceStateExited   How many?      default → Run job
       6    +12.391  TaskStateEntered    Run job        {"commands":["test command…
     s send  i edit  r result  S over  c continue  u back  : command  ? help  q quit
    """#,
  ]
}
