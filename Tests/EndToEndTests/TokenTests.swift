import Foundation
import JSON
import TestSupport
import Testing

/// `token` and `attach local` against a `serve` of the same user, which they find by its address file.
struct TokenTests {
  /// Starts `serve`, makes a machine that asks and an execution of it, runs `steps`, and ends the server by its process id. In `steps`, `s` is the program.
  private func script(_ steps: String, serve: String = "", header: String = "") -> String {
    let definition =
      #"{\"StartAt\":\"Ask\",\"States\":{\"Ask\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\","#
      + #"\"Parameters\":{\"QueueUrl\":\"q\",\"MessageBody\":{\"token.$\":\"$$.Task.Token\"}},\"End\":true}}}"#
    return """
      s() { '\(Stepscope.binary)' "$@"; }
      mkdir -p -m 700 runtime
      export XDG_RUNTIME_DIR="$PWD/runtime"
      '\(Stepscope.binary)' serve --port 0 --data "$PWD/data" \(serve) > serve.out 2> serve.err & server=$!
      for turn in $(seq 1200); do grep -q http serve.out && break; sleep 0.05; done
      url=$(sed 's/.* //' serve.out)
      call() {
        exec 3<> "/dev/tcp/127.0.0.1/${url##*:}"
        printf 'POST / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\nContent-Type: application/x-amz-json-1.0\\r\\n%bX-Amz-Target: AWSStepFunctions.%s\\r\\nContent-Length: %s\\r\\n\\r\\n%s' \
          '\(header)' "$1" "${#2}" "$2" >&3
        cat <&3 > /dev/null
        exec 3>&-
      }
      call CreateStateMachine '{"name":"asks","roleArn":"arn:aws:iam::123456789012:role/r","definition":"\(definition)"}'
      call StartExecution '{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:asks","name":"one","input":"{}"}'
      \(steps)
      kill $server
      wait $server
      ls runtime/stepscope
      """
  }

  private func run(_ script: String, in folder: TestFolder) async throws -> Outcome {
    try await Program.run("/bin/bash", ["-c", script], in: folder)
  }

  @Test func aTokenIsListedAndAnswered() async throws {
    let folder = try TestFolder()
    let outcome = try await run(
      script(
        """
        stat -c '%a' runtime/stepscope runtime/stepscope/*
        s token list; echo "exit $?"
        s token list --reveal --output json > list.json
        token=$(sed 's/.*"token":"\\([^"]*\\)".*/\\1/' list.json)
        s token heartbeat "$token"; echo "exit $?"
        s token success "$token" --output '{"ok":'; echo "exit $?"
        s token success "$token" --output '{}' --read-only; echo "exit $?"
        echo "$token" | s token success - --output '{"ok":true}'; echo "exit $?"
        s token success "$token" --output '{"ok":true}'; echo "exit $?"
        s attach local --headless --follow --output result; echo "exit $?"
        s token list; echo "exit $?"
        """), in: folder)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.prefix(3) == ["700", "600", "machine\texecution\tstate\tsince\ttimes-out\tverdict\ttask\ttoken"], "\(outcome)")
    #expect(lines.dropFirst(3).first?.hasPrefix("asks\tone\tAsk\t") == true, "\(outcome)")
    #expect(lines.dropFirst(3).first?.hasSuffix("\t-\twaiting\t-\t••••••") == true, "\(outcome)")
    #expect(
      Array(lines.dropFirst(4)) == [
        "exit 0", "exit 0", "exit 2", "exit 2", "exit 0", "exit 3", #"{"ok":true}"#, "exit 0",
        "machine\texecution\tstate\tsince\ttimes-out\tverdict\ttask\ttoken", "exit 0", "",
      ], "\(outcome)")
    // The server has taken its address file away.
    let list = try JSONValue(parsing: folder.read("list.json"))
    let token = try #require(list[0]?["token"]?.stringValue)
    #expect(token.utf8.count > 100)
    #expect(list[0]?["executionArn"] == "arn:aws:states:us-east-1:123456789012:execution:asks:one")
    #expect(!outcome.error.contains(token))
    for sentence in [
      "at the local serve http://127.0.0.1:", "the heartbeat was sent", "the task succeeded", "someone else answered, or it expired",
      "error: the output is not JSON that Step Functions accepts: line 1, column 7: the text ends where a value was expected",
      "error: SendTaskSuccess is not sent: this monitor is read-only",
    ] { #expect(outcome.error.contains(sentence), "\(sentence)\n\(outcome)") }
  }

  @Test func aServerThatAsksForAWordIsFoundWithIt() async throws {
    let folder = try TestFolder()
    let path = try folder.write("word", "0123456789abcdef0123456789abcdef\n")
    chmod(path, 0o600)
    let outcome = try await run(
      script(
        """
        s token list | cut -f 1-3; s attach local --headless | cut -c 1-60
        s attach asks --latest --headless --output describe --endpoint-url "$url" | grep -c RUNNING
        """, serve: "--token-file word", header: "Authorization: Bearer 0123456789abcdef0123456789abcdef\\r\\n"), in: folder)
    #expect(outcome.output.contains("asks\tone\tAsk\n"), "\(outcome)")
    #expect(outcome.output.contains("TaskScheduled"), "\(outcome)")
    #expect(outcome.output.hasSuffix("1\n"), "\(outcome)")
    #expect(!outcome.output.contains("0123456789abcdef") && !outcome.error.contains("0123456789abcdef"))
  }

  @Test func withoutALocalRunItSaysWhatToStart() async throws {
    let folder = try TestFolder()
    let outcome = try await Stepscope.run(["attach", "local", "--headless"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.error == "error: no local run answers: start `stepscope serve`, or give --endpoint-url\n")
  }

  @Test func severalLocalRunsAreListed() async throws {
    let folder = try TestFolder()
    // This test's own process stands for two servers; a process that has ended, and a file that others may write, count for nothing.
    let outcome = try await run(
      """
      mkdir -p -m 700 runtime/stepscope
      export XDG_RUNTIME_DIR="$PWD/runtime"
      umask 077
      for kind in run serve; do echo '{"kind":"'$kind'","url":"http://127.0.0.1:'$((4000 + ${#kind}))'","pid":'$$'}' > runtime/stepscope/$$-$kind.json; done
      echo '{"kind":"serve","url":"http://127.0.0.1:9","pid":3999999}' > runtime/stepscope/3999999-serve.json
      echo '{"kind":"serve","url":"http://127.0.0.1:8","pid":'$PPID'}' > runtime/stepscope/$PPID-serve.json
      chmod 644 runtime/stepscope/$PPID-serve.json
      echo 'no json' > runtime/stepscope/x.json
      '\(Stepscope.binary)' attach local --headless; echo "exit $?"
      ls runtime/stepscope | wc -l
      """, in: folder)
    #expect(outcome.output == "exit 2\n4\n", "\(outcome)")
    #expect(
      outcome.error.hasPrefix("error: several local runs answer; choose one with --endpoint-url:\n  http://127.0.0.1:400"), "\(outcome)")
    #expect(outcome.error.contains("  run, process ") && outcome.error.contains("  serve, process "), "\(outcome)")
    #expect(!outcome.error.contains("127.0.0.1:8\n") && !outcome.error.contains("127.0.0.1:9\n"), "\(outcome)")
  }
}
