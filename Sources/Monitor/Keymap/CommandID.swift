/// Everything a person can ask the monitor to do. The raw values are the names at the `:` prompt and in keymap files.
public enum CommandID: String, Sendable, CaseIterable, Hashable {
  // Moving about
  case graph, events, inspector, timeline, tokens
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case nextTab = "next-tab"
  case previousTab = "previous-tab"
  case zoom, open, back, quit
  case up, down, left, right, top, bottom
  case pageDown = "page-down"
  case pageUp = "page-up"
  case fold, go, event
  case panLeft = "pan-left"
  case panRight = "pan-right"
  // Looking
  case find
  case findNext = "find-next"
  case findPrevious = "find-previous"
  case filter
  case nextFailure = "next-failure"
  case previousFailure = "previous-failure"
  case evaluate, reveal, times, messages, themes, theme, help, command, wrap, sort
  // Taking away
  case copy, write
  // Stepping
  case step
  case stepOver = "step-over"
  case stepOut = "step-out"
  case resume = "continue"
  case pause
  case stepBack = "step-back"
  case toggleBreakpoint = "break"
  case breakpoints
  case edit, result
  case skipWait = "skip-wait"
  case previousCursor = "previous-cursor"
  case nextCursor = "next-cursor"
  // History
  case previousEvent = "previous-event"
  case nextEvent = "next-event"
  case previousVisit = "previous-visit"
  case nextVisit = "next-visit"
  // The execution
  case pollNow = "poll"
  case stop
  case taskDefinitions = "task-definitions"
  case iteration, usual, bell
  case redrive
  case newRun = "start"
  case stopTask = "stop-task"
  case concurrency
  // Machines and executions
  case machines, machine, executions, mark, compare, watch
  case openLeft = "open-left"
  case openRight = "open-right"
  // Task tokens
  case approve, fail, heartbeat
  // Inside forms, editors and prompts
  case send, editHere = "edit-here", editor, fill, rename, accept, complete, yes, no, toggle
}
