/// How the screens of lists and comparisons are meant to be; `STEPSCOPE_UPDATE_SCREENS` writes what is drawn.
enum GoldenBrowseScreens {
  static let all: [String: String] = [
    "compare-120x40": #"""
     prod 1234…9012 eu-west-1   5 states differ
    ╭─ Compared ───────────────────────────────────────────────────────────────────────────────────────────────────────────╮
    │  1 exec-cheap                                    ✔ SUCCEEDED      01:01   22:13:20   buyer                           │
    │  2 exec-dear                                     ✔ SUCCEEDED      01:04   22:13:20   buyer                           │
    │                                                                                                                      │
    │  the paths part after "Cheap?": 1 went on to "Buy", 2 went on to "Ask"                                               │
    │  the data parts in the input of "Prepare" at /password                                                               │
    │  the inputs differ in 1 place · the definitions are the same                                                         │
    │                                                                                                                      │
    │        STATE                                              1             2        CHANGE  DIFFERS IN                  │
    │  ▸ ✔ ✔ Prepare                                         0.0s          0.0s          same  input, output               │
    │  ▸ ✔ ✔ Check                                           1.2s          4.9s         +3.7s  input, output               │
    │  ▸ ✔ ✔ Cheap?                                          0.0s          0.0s          same  input, output               │
    │    the paths part here                                                                                               │
    │    ✔ – Buy                                            01:00             –                only in 1                   │
    │    – ✔ Ask                                                –         01:00                only in 2                   │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     1 left   2 right   e next difference   / find   Enter open   : command   ? help   Esc back
    """#,
    "compare-80x24": #"""
     prod 1234…9012 eu-west-1   5 states differ
    ╭─ Compared ───────────────────────────────────────────────────────────────────╮
    │  1 exec-cheap                          ✔ SUCCEEDED      01:01                │
    │  2 exec-dear                           ✔ SUCCEEDED      01:04                │
    │                                                                              │
    │  the paths part after "Cheap?": 1 went on to "Buy", 2 went on to "Ask"       │
    │  the data parts in the input of "Prepare" at /password                       │
    │  the inputs differ in 1 place · the definitions are the same                 │
    │                                                                              │
    │        STATE                        1          2     CHANGE  DIFFERS IN      │
    │  ▸ ✔ ✔ Prepare                   0.0s       0.0s       same  input, output   │
    │  ▸ ✔ ✔ Check                     1.2s       4.9s      +3.7s  input, output   │
    │  ▸ ✔ ✔ Cheap?                    0.0s       0.0s       same  input, output   │
    │    the paths part here                                                       │
    │    ✔ – Buy                      01:00          –             only in 1       │
    │    – ✔ Ask                          –      01:00             only in 2       │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ╰──────────────────────────────────────────────────────────────────────────────╯
     1 left   2 right   e next difference   / find   : command   ? help   Esc back
    """#,
    "executions-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4 failed  ✖ 3 timed out  ◼ 3  ◆ 4 running        as of 0 s · next in 15 s
    ╭─ Executions  newest first ───────────────────────────────────────────────────────────────────────────────── 6 of 30 ─╮
    │    STATUS             NAME                      STARTED                  AGE     DURATION  REDRIVES                  │
    │    ◆ RUNNING          exec-daa66d13             2023-11-14 22:10:39    2 min        02:41                            │
    │    ✔ SUCCEEDED        exec-78dde6c4             2023-11-14 21:10:39   62 min        02:19                            │
    │ 1  ✖ FAILED           exec-17156075             2023-11-14 20:10:39      2 h        04:36                            │
    │    ✔ SUCCEEDED        exec-b54cda26             2023-11-14 19:10:39      3 h        06:53                            │
    │ 2  ✔ SUCCEEDED        exec-538453d7             2023-11-14 18:10:39      4 h        09:11                            │
    │    ✖ TIMED_OUT        exec-f1bbcd88             2023-11-14 17:10:39      5 h        11:28                            │
    │    ✔ SUCCEEDED        exec-8ff34739             2023-11-14 16:10:39      6 h        13:45                            │
    │    ◼ ABORTED          exec-2e2ac0ea             2023-11-14 15:10:39      7 h        16:03         2                  │
    │    ✔ SUCCEEDED        exec-cc623a9b             2023-11-14 14:10:39      8 h        18:20                            │
    │    ◆ RUNNING          exec-6a99b44c             2023-11-14 13:10:39      9 h      9:02:41                            │
    │    ✔ SUCCEEDED        exec-8d12dfd              2023-11-14 12:10:39     10 h        22:55                            │
    │    ✖ FAILED           exec-a708a7ae             2023-11-14 11:10:39     11 h        25:12                            │
    │    ✔ SUCCEEDED        exec-4540215f             2023-11-14 10:10:39     12 h        27:29                            │
    │    ✔ SUCCEEDED        exec-e3779b10             2023-11-14 09:10:39     13 h        29:47                            │
    │    ✖ TIMED_OUT        exec-81af14c1             2023-11-14 08:10:39     14 h        32:04                            │
    │    ✔ SUCCEEDED        exec-1fe68e72             2023-11-14 07:10:39     15 h        34:21                            │
    │    ◼ ABORTED          exec-be1e0823             2023-11-14 06:10:39     16 h        36:38                            │
    │    ✔ SUCCEEDED        exec-5c5581d4             2023-11-14 05:10:39     17 h        38:56                            │
    │    ◆ RUNNING          exec-fa8cfb85             2023-11-14 04:10:39     18 h     18:02:41                            │
    │    ✔ SUCCEEDED        exec-98c47536             2023-11-14 03:10:39     19 h        10.9s                            │
    │    ✖ FAILED           exec-36fbeee7             2023-11-14 02:10:39     20 h        02:28                            │
    │    ✔ SUCCEEDED        exec-d5336898             2023-11-14 01:10:39     21 h        04:45                            │
    │    ✔ SUCCEEDED        exec-736ae249             2023-11-14 00:10:39     22 h        07:02                            │
    │    ✖ TIMED_OUT        exec-11a25bfa             2023-11-13 23:10:39     23 h        09:20                            │
    │    ✔ SUCCEEDED        exec-afd9d5ab             2023-11-13 22:10:39     24 h        11:37                            │
    │    ◼ ABORTED          exec-4e114f5c             2023-11-13 21:10:39     25 h        13:54                            │
    │    ✔ SUCCEEDED        exec-ec48c90d             2023-11-13 20:10:39     26 h        16:12                            │
    │    ◆ RUNNING          exec-8a8042be             2023-11-13 19:10:39     27 h    1 d 03:02                            │
    │    ✔ SUCCEEDED        exec-28b7bc6f             2023-11-13 18:10:39     28 h        20:46                            │
    │    ✖ FAILED           exec-c6ef3620             2023-11-13 17:10:39     29 h        23:04                            │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │ arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-f1bbcd88                                         │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     Enter open   d compare   t tokens   / find   & filter   e next failure   D redrive   : command   ? help   Esc back
    """#,
    "executions-80x24": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4  ✖ 3  ◼ 3  ◆ 4        as of 0 s
    ╭─ Executions  newest first ───────────────────────────────────────── 6 of 30 ─╮
    │    STATUS        NAME                          AGE   DURATION  REDRIVES      │
    │    ◆ RUNNING     exec-daa66d13               2 min      02:41                │
    │    ✔ SUCCEEDED   exec-78dde6c4              62 min      02:19                │
    │ 1  ✖ FAILED      exec-17156075                 2 h      04:36                │
    │    ✔ SUCCEEDED   exec-b54cda26                 3 h      06:53                │
    │ 2  ✔ SUCCEEDED   exec-538453d7                 4 h      09:11                │
    │    ✖ TIMED_OUT   exec-f1bbcd88                 5 h      11:28                │
    │    ✔ SUCCEEDED   exec-8ff34739                 6 h      13:45                │
    │    ◼ ABORTED     exec-2e2ac0ea                 7 h      16:03         2      │
    │    ✔ SUCCEEDED   exec-cc623a9b                 8 h      18:20                │
    │    ◆ RUNNING     exec-6a99b44c                 9 h    9:02:41                │
    │    ✔ SUCCEEDED   exec-8d12dfd                 10 h      22:55                │
    │    ✖ FAILED      exec-a708a7ae                11 h      25:12                │
    │    ✔ SUCCEEDED   exec-4540215f                12 h      27:29                │
    │    ✔ SUCCEEDED   exec-e3779b10                13 h      29:47                │
    │    ✖ TIMED_OUT   exec-81af14c1                14 h      32:04                │
    │    ✔ SUCCEEDED   exec-1fe68e72                15 h      34:21                │
    │    ◼ ABORTED     exec-be1e0823                16 h      36:38                │
    │                                                                              │
    │ arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-f1bbcd88 │
    ╰────────────────────────────────────────────────────────────────── ▼ 13 more ─╯
     Enter open  d compare  t tokens  / find  & filter  : command  ? help  Esc back
    """#,
    "executions-ascii-60x20": #"""
     prod   nightly-report  x 4  x 3  # 3  * 4        as of 0 s
    +- Executions  newest first --------------------- 1 of 30 -+
    |    STATUS       NAME                      AGE   DURATION |
    |    * RUNNING    exec-daa66d13           2 min      02:41 |
    |    + SUCCEEDED  exec-78dde6c4          62 min      02:19 |
    |    x FAILED     exec-17156075             2 h      04:36 |
    |    + SUCCEEDED  exec-b54cda26             3 h      06:53 |
    |    + SUCCEEDED  exec-538453d7             4 h      09:11 |
    |    x TIMED_OUT  exec-f1bbcd88             5 h      11:28 |
    |    + SUCCEEDED  exec-8ff34739             6 h      13:45 |
    |    # ABORTED    exec-2e2ac0ea             7 h      16:03 |
    |    + SUCCEEDED  exec-cc623a9b             8 h      18:20 |
    |    * RUNNING    exec-6a99b44c             9 h    9:02:41 |
    |    + SUCCEEDED  exec-8d12dfd             10 h      22:55 |
    |    x FAILED     exec-a708a7ae            11 h      25:12 |
    |    + SUCCEEDED  exec-4540215f            12 h      27:29 |
    |                                                          |
    | arn:aws:states:eu-west-1:123~ightly-report:exec-daa66d13 |
    +---------------------------------------------- v 17 more -+
     Enter open  t tokens  / find  : command  ? help  Esc back
    """#,
    "machines-120x40": #"""
     prod 1234…9012 eu-west-1   8 state machines                                                   as of 0 s · next in 15 s
    ╭─ State machines ──────────────────────────────────────────────────────────────────────────────────────────── 4 of 8 ─╮
    │    NAME                      TYPE       CREATED                   AGE  TOKENS                                        │
    │    billing-close-month       STANDARD   2023-11-11 22:13:20       3 d                                                │
    │    image-resize              STANDARD   2023-10-05 22:13:20      40 d                                                │
    │    ingest-orders             STANDARD   2023-08-29 22:13:20      77 d                                                │
    │    nightly-report            STANDARD   2023-07-23 22:13:20     114 d  ◷ 1 waiting · 1 stranded                      │
    │    nightly-report-preview    STANDARD   2023-06-16 22:13:20     151 d                                                │
    │    release                   STANDARD   2023-05-10 22:13:20     188 d  ◷ 4 waiting                                   │
    │    retention-sweep           STANDARD   2023-04-03 22:13:20     225 d                                                │
    │    telemetry                 EXPRESS    2023-02-25 22:13:20     262 d                                                │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │ arn:aws:states:eu-west-1:123456789012:stateMachine:nightly-report                                                    │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     Enter open   t tokens   / find   & filter   N new run   R poll now   s sort   w watch   : command   ? help   q quit
    """#,
    "machines-80x24": #"""
     prod 1234…9012 eu-west-1   8 state machines                          as of 0 s
    ╭─ State machines ──────────────────────────────────────────────────── 4 of 8 ─╮
    │    NAME                      TYPE       CREATED   TOKENS                     │
    │    billing-close-month       STANDARD   3 d                                  │
    │    image-resize              STANDARD   40 d                                 │
    │    ingest-orders             STANDARD   77 d                                 │
    │    nightly-report            STANDARD   114 d     ◷ 1 waiting · 1 stranded   │
    │    nightly-report-preview    STANDARD   151 d                                │
    │    release                   STANDARD   188 d     ◷ 4 waiting                │
    │    retention-sweep           STANDARD   225 d                                │
    │    telemetry                 EXPRESS    262 d                                │
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
    │ arn:aws:states:eu-west-1:123456789012:stateMachine:nightly-report            │
    ╰──────────────────────────────────────────────────────────────────────────────╯
     Enter open  t tokens  / find  & filter  N new run  : command  ? help  q quit
    """#,
    "start-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4 failed  ✖ 3 timed out  ◼ 3  ◆ 4 running        as of 0 s · next in 15 s
    ╭─ Start nightly-report ───────────────────────────────────────────────────────────────────── JSON 2 of 262,144 bytes ─╮
    │                                                                                                                      │
    │  machine nightly-report                                                                                              │
    │  name    chosen by the endpoint                                                                                      │
    │                                                                                                                      │
    │  INPUT                                                                                                               │
    │   1 {}                                                                                                               │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │  aws stepfunctions start-execution --state-machine-arn                                                               │
    │  arn:aws:states:eu-west-1:123456789012:stateMachine:nightly-report --input '{}'                                      │
    │  goes to prod · account 123456789012 · eu-west-1 · as role Deployer                                                  │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     s send   n name   i edit here   e $EDITOR   : command   ? help   Esc keep draft
    """#,
    "start-80x24": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4  ✖ 3  ◼ 3  ◆ 4        as of 0 s
    ╭─ Start nightly-report ───────────────────────────── JSON 2 of 262,144 bytes ─╮
    │                                                                              │
    │  machine nightly-report                                                      │
    │  name    chosen by the endpoint                                              │
    │                                                                              │
    │  INPUT                                                                       │
    │   1 {}                                                                       │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │  aws stepfunctions start-execution --state-machine-arn                       │
    │  arn:aws:states:eu-west-1:123456789012:stateMachine:nightly-report --input   │
    │  '{}'                                                                        │
    │  goes to prod · account 123456789012 · eu-west-1 · as role Deployer          │
    │                                                                              │
    ╰──────────────────────────────────────────────────────────────────────────────╯
     s send   n name   i edit here   e $EDITOR   : command   ? help   Esc keep draft
    """#,
    "stop-120x40": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4 failed  ✖ 3 timed out  ◼ 3  ◆ 4 running        as of 0 s · next in 15 s
    ╭─ Executions  newest first ───────────────────────────────────────────────────────────────────────────────── 1 of 30 ─╮
    │    STATUS             NAME                      STARTED                  AGE     DURATION  REDRIVES                  │
    │    ◆ RUNNING          exec-daa66d13             2023-11-14 22:10:39    2 min        02:41                            │
    │    ✔ SUCCEEDED        exec-78dde6c4             2023-11-14 21:10:39   62 min        02:19                            │
    │ 1  ✖ FAILED           exec-17156075             2023-11-14 20:10:39      2 h        04:36                            │
    │    ✔ SUCCEEDED        exec-b54cda26             2023-11-14 19:10:39      3 h        06:53                            │
    │ 2  ✔ SUCCEEDED        exec-538453d7             2023-11-14 18:10:39      4 h        09:11                            │
    │    ✖ TIMED_OUT        exec-f1bbcd88             2023-11-14 17:10:39      5 h        11:28                            │
    │    ✔ SUCCEEDED        exec-8ff34739             2023-11-14 16:10:39      6 h        13:45                            │
    │    ◼ ABORTED          exec-2e2ac0ea             2023-11-14 15:10:39      7 h        16:03         2                  │
    │    ✔ SUCCEEDED        exec-cc623a9b             2023-11-14 14:10:39      8 h        18:20                            │
    │    ◆ RUNNING          exec-6a99b44c             2023-11-14 13:10:39      9 h      9:02:41                            │
    │    ✔ SUCCEEDED        exec-8d12dfd              2023-11-14 12:10:39     10 h        22:55                            │
    │    ✖ FAILED           exec-a708a7ae             2023-11-14 11:10:39     11 h        25:12                            │
    │    ✔ SUCCE╭──────────────────────────────────────────────────────────────────────────────────────────────╮           │
    │    ✔ SUCCE│  Stop the execution "exec-daa66d13"?                                                         │           │
    │    ✖ TIMED│                                                                                              │           │
    │    ✔ SUCCE│  aws stepfunctions stop-execution --execution-arn                                            │           │
    │    ◼ ABORT│  arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-daa66d13                │           │
    │    ✔ SUCCE│  goes to prod · account 123456789012 · eu-west-1 · as role Deployer                          │           │
    │    ◆ RUNNI│                                                                                              │           │
    │    ✔ SUCCE│  y yes   n no                                                                                │           │
    │    ✖ FAILE╰──────────────────────────────────────────────────────────────────────────────────────────────╯           │
    │    ✔ SUCCEEDED        exec-d5336898             2023-11-14 01:10:39     21 h        04:45                            │
    │    ✔ SUCCEEDED        exec-736ae249             2023-11-14 00:10:39     22 h        07:02                            │
    │    ✖ TIMED_OUT        exec-11a25bfa             2023-11-13 23:10:39     23 h        09:20                            │
    │    ✔ SUCCEEDED        exec-afd9d5ab             2023-11-13 22:10:39     24 h        11:37                            │
    │    ◼ ABORTED          exec-4e114f5c             2023-11-13 21:10:39     25 h        13:54                            │
    │    ✔ SUCCEEDED        exec-ec48c90d             2023-11-13 20:10:39     26 h        16:12                            │
    │    ◆ RUNNING          exec-8a8042be             2023-11-13 19:10:39     27 h    1 d 03:02                            │
    │    ✔ SUCCEEDED        exec-28b7bc6f             2023-11-13 18:10:39     28 h        20:46                            │
    │    ✖ FAILED           exec-c6ef3620             2023-11-13 17:10:39     29 h        23:04                            │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │                                                                                                                      │
    │ arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-daa66d13                                         │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     y yes   n keep as it was
    """#,
    "stop-80x24": #"""
     prod 1234…9012 eu-west-1   nightly-report  ✖ 4  ✖ 3  ◼ 3  ◆ 4        as of 0 s
    ╭─ Executions  newest first ───────────────────────────────────────── 1 of 30 ─╮
    │    STATUS        NAME                          AGE   DURATION  REDRIVES      │
    │    ◆ RUNNING     exec-daa66d13               2 min      02:41                │
    │    ✔ SUCCEEDED   exec-78dde6c4              62 min      02:19                │
    │ 1  ✖ FAILED      exec-17156075                 2 h      04:36                │
    │    ✔ SUCCEEDED   exec-b54cda26                 3 h      06:53                │
    │ ╭──────────────────────────────────────────────────────────────────────────╮ │
    │ │  Stop the execution "exec-daa66d13"?                                     │ │
    │ │                                                                          │ │
    │ │  aws stepfunctions stop-execution --execution-arn                        │ │
    │ │  arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-da  │ │
    │ │  a66d13                                                                  │ │
    │ │  goes to prod · account 123456789012 · eu-west-1 · as role Deployer      │ │
    │ │                                                                          │ │
    │ │  y yes   n no                                                            │ │
    │ ╰──────────────────────────────────────────────────────────────────────────╯ │
    │    ✖ TIMED_OUT   exec-81af14c1                14 h      32:04                │
    │    ✔ SUCCEEDED   exec-1fe68e72                15 h      34:21                │
    │    ◼ ABORTED     exec-be1e0823                16 h      36:38                │
    │                                                                              │
    │ arn:aws:states:eu-west-1:123456789012:execution:nightly-report:exec-daa66d13 │
    ╰────────────────────────────────────────────────────────────────── ▼ 13 more ─╯
     y yes   n keep as it was
    """#,
    "swept-120x40": #"""
     prod 1234…9012 eu-west-1   5 TOKENS PENDING   1 stranded   1 unattended   scanned 38 of 112   as of 0 s · next in 15 s
    ╭─ Task tokens ──────────────────────────────────────────────────────────────────────────────────────────────────── 5 ─╮
    │ EXECUTION                    STATE               WAITED     TIMEOUT        ECS TASK                           AS OF  │
    │ nightly-report · exec-7f3a   Manage ECS task     09:31:40   none (1 y)     ✖ stranded app exited 137: nobody… 2 s    │
    │ release · exec-4410          Approve deploy      01:23:20   in 00:36:40    ✔ exit 0 unattended                9 s    │
    │ release · exec-91c           Approve deploy      00:14:02   in 01:45:58    ◆ runs                             9 s    │
    │ release · exec-91d           Ask the owner       00:01:30   none (1 y)     token cannot be read               0 s    │
    │ release · exec-91e           Approve deploy      00:01:00   none (1 y)     unknown                            0 s    │
    │                                                                                                                      │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
    ╭─ Answer ─────────────────────────────────────────────────────────────╮╭─ What waits ─────────────────────────────────╮
    │                                                                      ││                                              │
    │  a approves, x fails, H sends a heartbeat, X stops the ECS task;     ││  state    Manage ECS task                    │
    │  Enter opens.                                                        ││  machine  nightly-report                     │
    │                                                                      ││  in       exec-7f3a                          │
    │                                                                      ││  task     9f2c0d91a7                         │
    │                                                                      ││  token    •••••• 697 characters              │
    │                                                                      ││                                              │
    │                                                                      ││  app exited 137: nobody will answer          │
    │                                                                      ││                                              │
    │                                                                      ││  HISTORY OF THIS TOKEN                       │
    │                                                                      ││  scheduled 12:41:40                          │
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
    ╰──────────────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────╯
     a approve   x fail   H heartbeat   Enter open   R poll now   / find   : command   ? help   Esc back
    """#,
    "swept-80x24": #"""
     prod   5 TOKENS PENDING   1 stranded   1 unattended                  as of 0 s
    ╭─ Task tokens ──────────────────────────────────────────────────────────── 5 ─╮
    │ EXECUTION             STATE          WAITED    ECS TASK               AS OF  │
    │ nightly-report · exe… Manage ECS ta… 09:31:40  ✖ stranded app exited… 2 s    │
    │ release · exec-4410   Approve deploy 01:23:20  ✔ exit 0 unattended    9 s    │
    │ release · exec-91c    Approve deploy 00:14:02  ◆ runs                 9 s    │
    │ release · exec-91d    Ask the owner  00:01:30  token cannot be read   0 s    │
    │ release · exec-91e    Approve deploy 00:01:00  unknown                0 s    │
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
     a approve  x fail  H heartbeat  Enter open  / find  : command  ? help  Esc back
    """#,
  ]
}
