extension Command {
  /// The registry: every command there is, in the order of the help.
  public static let all: [Command] = moving + browsing + looking + stepping + scrubbing + execution + answering + typing

  private static let moving: [Command] = [
    Command(.graph, [.everywhere: "1"], "go to the graph"),
    Command(.events, [.everywhere: "2"], "go to the events"),
    Command(.inspector, [.everywhere: "3"], "go to the inspector"),
    Command(.timeline, [.everywhere: "4"], label: "timeline", "the timeline: one row a visit, bars to scale", footer: 76),
    Command(.tokens, [.everywhere: "t 5"], label: "tokens", "the task tokens that wait for an answer", footer: 34),
    Command(.nextPane, [.everywhere: "Tab"], label: "panes", "the next pane"),
    Command(.previousPane, [.everywhere: "Shift-Tab"], "the pane before"),
    Command(.previousTab, [.everywhere: "["], "the inspector's tab before"),
    Command(.nextTab, [.everywhere: "]"], label: "tabs", "the inspector's next tab", footer: 19, partner: .previousTab),
    Command(.zoom, [.everywhere: "z"], label: "zoom", "the focused pane alone, or all panes again", footer: 78),
    Command(
      .open, [.everywhere: "Enter", .list: "Enter", .browse: "Enter"], label: "open", "open or unfold what is selected", footer: 80),
    Command(.back, [.everywhere: "Esc q", .list: "Esc q", .form: "Esc q"], label: "back", "one step back; at the root, quit"),
    Command(.quit, [:], label: "quit", "leave; asks while a local run is going on"),
    Command(.up, [.everywhere: "k Up", .list: "k Up", .form: "k Up"], "up"),
    Command(.down, [.everywhere: "j Down", .list: "j Down", .form: "j Down"], "down"),
    Command(.left, [.everywhere: "h Left"], "left; fold"),
    Command(.right, [.everywhere: "l Right"], "right; unfold"),
    Command(.top, [.everywhere: "g Home", .list: "g Home"], "to the first"),
    Command(
      .bottom, [.everywhere: "G End", .list: "G End"], label: "live", "to the last; the events follow again; back to the present"),
    Command(.pageDown, [.everywhere: "Ctrl-D PageDown", .list: "Ctrl-D PageDown", .logs: "Space d"], "down half a page"),
    Command(.pageUp, [.everywhere: "Ctrl-U PageUp", .list: "Ctrl-U PageUp", .logs: "b u"], "up half a page"),
    Command(.fold, [.everywhere: "Space", .list: "Space"], "fold or unfold"),
    Command(.panLeft, [.graph: "{"], "the graph to the left", needs: [.wideGraph]),
    Command(.panRight, [.graph: "}"], label: "pan", "the graph to the right", needs: [.wideGraph], footer: 31, partner: .panLeft),
    Command(.go, [.everywhere: "'"], "go to a state", usage: "NAME"),
    Command(.iteration, [:], "go to an iteration of the selected Map", usage: "INDEX", needs: [.selection]),
  ]

  private static let browsing: [Command] = [
    Command(.machines, [:], "the state machines", needs: [.catalog]),
    Command(.machine, [:], "the executions of a state machine", usage: "NAME|ARN", needs: [.catalog]),
    Command(.executions, [:], "the executions of this machine", needs: [.catalog]),
    Command(.mark, [.browse: "Space"], label: "mark", "mark an execution, to compare it with another", needs: [.executionRow], footer: 30),
    Command(.compare, [.browse: "d"], label: "compare", "compare the two marked executions", needs: [.twoMarked], footer: 5),
    Command(.openLeft, [.compare: "1"], label: "left", "open the first of the two executions", footer: 6),
    Command(.openRight, [.compare: "2"], label: "right", "open the second of the two executions", footer: 7),
    Command(
      .watch, [.browse: "w"], label: "watch", "look for task tokens in the executions of machines; none stops it",
      usage: "[MACHINE… | none]", needs: [.catalog], footer: 38),
  ]

  private static let looking: [Command] = [
    Command(.find, [.everywhere: "/", .list: "/"], label: "find", "find; small letters match large ones too", usage: "TEXT", footer: 40),
    Command(.findNext, [.everywhere: "n", .list: "n"], "find the next", needs: [.matches]),
    Command(.findPrevious, [.everywhere: "N", .list: "N"], "find the one before", needs: [.matches]),
    Command(
      .filter, [.everywhere: "&"], label: "filter", "keep the rows that hold a text (of executions also a status); empty keeps all",
      usage: "[STATUS] [TEXT]", footer: 60),
    Command(.nextFailure, [.everywhere: "e"], label: "next failure", "the next failure", needs: [.failures], footer: 36),
    Command(.previousFailure, [.everywhere: "E"], "the failure before", needs: [.failures]),
    Command(
      .evaluate, [:], "evaluate JSONata, a JSONPath or an intrinsic call over the selected state's input, result, variables and context",
      usage: "EXPRESSION", needs: [.selection]),
    Command(.reveal, [.everywhere: "v"], label: "reveal", "show the secret of the selected row, and no other"),
    Command(.times, [.everywhere: "m"], "times: since start, since the event before, local, UTC", usage: "[start|previous|local|utc]"),
    Command(
      .sort, [.timeline: "s", .browse: "s"], label: "sort", "sort: newest, failed, longest or by name; the timeline by duration or start",
      usage: "[newest|failed|longest|name]", footer: 20),
    Command(.wrap, [.logs: "w"], "wrap long lines or cut them"),
    Command(.messages, [.everywhere: "!"], "what was said and done so far"),
    Command(.themes, [.everywhere: "T"], "choose a theme, seeing it at once"),
    Command(.theme, [:], "use a theme", usage: "NAME"),
    Command(.copy, [.everywhere: "y"], "copy: what is selected, ARN, input, output, error, command", usage: "[WHAT]"),
    Command(.write, [.everywhere: "W"], "write: the history, the screen, the graph", usage: "[WHAT] [FILE]"),
    Command(.command, [.everywhere: ":", .list: ":", .form: ":"], label: "command", "type a command", footer: 900),
    Command(.help, [.everywhere: "?", .form: "?"], label: "help", "all keys", footer: 910),
  ]

  private static let stepping: [Command] = [
    Command(
      .step, [.everywhere: "s"], label: "step", "one stop", needs: [.stepping, .present, .unfinished, .paused], footer: 10),
    Command(
      .stepOver, [.everywhere: "S"], label: "over", "over the whole Task, Map or Parallel",
      needs: [.stepping, .present, .unfinished, .paused], footer: 12),
    Command(.stepOut, [.everywhere: "o"], "out of the scope", needs: [.stepping, .present, .unfinished, .paused]),
    Command(
      .resume, [.everywhere: "c"], label: "continue", "go on to a breakpoint or the end",
      needs: [.stepping, .present, .unfinished, .paused],
      footer: 14),
    Command(
      .pause, [.everywhere: "p"], label: "pause", "pause; ends an evaluation that is running",
      needs: [.stepping, .present, .unfinished, .moving], footer: 16),
    Command(.stepBack, [.everywhere: "u"], label: "back", "back one stop", needs: [.stepping, .present, .paused], footer: 18),
    Command(
      .edit, [.everywhere: "i"], label: "edit", "edit the input, or what will be sent", usage: "[JSON]",
      needs: [.editing, .present, .unfinished, .paused, .editable], footer: 20),
    Command(
      .result, [.everywhere: "r"], label: "result", "give the Task's result or error by hand", usage: "[JSON | error NAME [CAUSE]]",
      needs: [.editing, .present, .unfinished, .taskInHand], footer: 22),
    Command(
      .toggleBreakpoint, [.everywhere: "b"], label: "break", "break before the selected state",
      usage: "[NAME [if EXPRESSION] | on error]", needs: [.stepping], footer: 30),
    Command(.breakpoints, [.everywhere: "B"], "the breakpoints", needs: [.stepping]),
    Command(.previousCursor, [.everywhere: "("], "the cursor before", needs: [.stepping, .present, .cursors]),
    Command(
      .nextCursor, [.everywhere: ")"], label: "cursor", "the next cursor of a Parallel or Map", needs: [.stepping, .present, .cursors],
      footer: 24, partner: .previousCursor),
    Command(.skipWait, [:], "let the Wait or back-off end now", needs: [.stepping, .present, .unfinished, .timer]),
  ]

  private static let scrubbing: [Command] = [
    Command(.previousEvent, [.everywhere: ","], "as of the event before", needs: [.earlier]),
    Command(.nextEvent, [.everywhere: "."], label: "event", "as of the next event", needs: [.later], footer: 2, partner: .previousEvent),
    Command(.previousVisit, [.everywhere: "<"], "as of the visit before", needs: [.earlier]),
    Command(.nextVisit, [.everywhere: ">"], label: "visit", "as of the next visit", needs: [.later], footer: 4, partner: .previousVisit),
    Command(.event, [:], "as of an event", usage: "ID"),
  ]

  private static let execution: [Command] = [
    Command(.pollNow, [.everywhere: "R"], label: "poll now", "ask the endpoint now", needs: [.polling], footer: 36),
    Command(
      .stop, [.everywhere: "X"], label: "stop", "stop the execution", usage: "[ERROR [CAUSE]]",
      needs: [.stopping, .execution, .present, .unfinished],
      footer: 44),
    Command(
      .redrive, [.everywhere: "D"], label: "redrive", "redrive the execution from where it failed",
      needs: [.redriving, .execution, .present, .redrivable],
      footer: 45),
    Command(
      .newRun, [.remote: "N"], label: "new run", "start an execution; from another one with its input to edit", usage: "[JSON]",
      needs: [.starting, .machineInSight], footer: 46),
    Command(
      .stopTask, [.tokens: "X", .everywhere: "K"], label: "stop task", "stop the ECS task behind the token, or of the selected state",
      usage: "[REASON]",
      needs: [.stoppingTasks, .present, .ecsTask], footer: 4),
    Command(
      .concurrency, [:], "how many child executions of the Map Run run at a time; 0 for no limit", usage: "NUMBER",
      needs: [.catalog, .writing, .mapRun]),
    Command(.taskDefinitions, [:], "read task definitions from a file", usage: "FILE"),
    Command(
      .usual, [.everywhere: "U"], label: "usual", "how long states usually take, from past executions", needs: [.learning], footer: 62),
    Command(.bell, [:], "how the end of a long wait is told", usage: "[on|off|notify]"),
  ]

  private static let answering: [Command] = [
    Command(
      .approve, [.tokens: "a"], label: "approve", "approve: return an output", usage: "[JSON]",
      needs: [.answering, .present, .pendingToken], footer: 1),
    Command(
      .fail, [.tokens: "x"], label: "fail", "fail: return an error and its cause", usage: "[ERROR [CAUSE]]",
      needs: [.answering, .present, .pendingToken], footer: 2),
    Command(
      .heartbeat, [.tokens: "H"], label: "heartbeat", "send a heartbeat", needs: [.answering, .present, .pendingToken], footer: 3),
    Command(.send, [.form: "s"], label: "send", "send the answer, or start the execution", needs: [.writing, .present], footer: 1),
    Command(.rename, [.form: "n"], label: "name", "name the new execution; empty lets the endpoint choose", needs: [.startForm], footer: 2),
    Command(.fill, [.form: "Space"], label: "fill", "fill the next open field, or take its next value", needs: [.answerForm], footer: 2),
    Command(.editHere, [.form: "i Enter"], label: "edit here", "edit in place", footer: 3),
    Command(.editor, [.form: "e", .editor: "Ctrl-E"], label: "$EDITOR", "edit in $EDITOR", footer: 4),
  ]

  private static let typing: [Command] = [
    Command(.accept, [.prompt: "Enter", .editor: "Ctrl-D"], label: "done", "take what was typed", footer: 1),
    Command(.complete, [.prompt: "Tab"], label: "complete", "complete", footer: 2),
    Command(
      .no, [.question: "n Esc q", .prompt: "Esc", .editor: "Esc"], label: "keep as it was", "leave without doing it; drafts of forms stay",
      footer: 3),
    Command(.yes, [.question: "y"], label: "yes", "do it", footer: 1),
    Command(.toggle, [.list: "t"], "switch the selected breakpoint on or off"),
  ]
}
