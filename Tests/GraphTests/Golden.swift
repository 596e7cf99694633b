/// Drawings as they must be.
enum Golden {
  static let job = """
                    ╭─────────╮
                    │  Start  │
                    ╰────┬────╯
                         │
                         ▼
                   ╭───────────╮
                   │  Prepare  │
                   ╰─────┬─────╯
                         │
                         ▼
                  ╭─────────────╮
                  │  How many?  │
                  ╰──────┬──────╯
             ╭───────────┴────────────╮
             ▼$.commands absent       ▼default
    ╭─────────────────╮         ╭───────────╮
    │  Nothing to do  │         │  Run job  │
    ╰────────┬────────╯         ╰─────┬─────╯
             ╰─────╮        ╭─────────┴────╮
                   │        ▼              ▼catch
                   │  ╭───────────╮  ╭───────────╮
                   │  │  Publish  │  │  Give up  │
                   │  ╰─────┬─────╯  ╰─────┬─────╯
                   ╰───────┬┴──────────────╯
                           ▼
                       ╭───────╮
                       │  End  │
                       ╰───────╯

    """

  static let nested = """
              ╭─────────╮
              │  Start  │
              ╰────┬────╯
                   │
                   ▼
    ╭── All ─────────────────────╮
    │ ╭────────╮  ╭── Each ────╮ │
    │ │  Left  │  │ ╭────────╮ │ │
    │ ╰────────╯  │ │  Item  │ │ │
    │             │ ╰────────╯ │ │
    │             ╰────────────╯ │
    ╰──────────────┬─────────────╯
                   │
                   ▼
              ╭────────╮
              │  Done  │
              ╰────┬───╯
                   │
                   ▼
               ╭───────╮
               │  End  │
               ╰───────╯

    """

  static let jobOutline = """
    Prepare
    How many?
    ├ $.commands absent Nothing to do
    └ default Run job
      ├ Publish
      └╌ catch Give up

    """

  static let nestedOutline = """
    All
    ├ branch 1 Left
    └ branch 2 Each
      └ each Item
    Done

    """

  static let joins = """
    C
    ├ a A
    │ A2
    └ b B
    D
    E

    """
}
