extension Builtins {
  static let dates: [NativeFunction] = [
    NativeFunction("now", "<s?s?:s>", arity: 2) { call throws(JSONataError) in
      if let picture = call.string(0) { try call.run.tick(picture: picture) }
      return .string(try DatePicture(call.string(0) ?? DatePicture.iso8601).format(Double(call.run.environment.now), call.string(1)))
    },
    NativeFunction("millis", "<:n>", arity: 0) { call throws(JSONataError) in .number(Double(call.run.environment.now)) },
    NativeFunction("fromMillis", "<n-s?s?:s>", arity: 3) { call throws(JSONataError) in
      guard let moment = call.number(0) else { return .undefined }
      if let picture = call.string(1) { try call.run.tick(picture: picture) }
      return .string(try DatePicture(call.string(1) ?? DatePicture.iso8601).format(moment, call.string(2)))
    },
    NativeFunction("toMillis", "<s-s?:n>", arity: 2) { call throws(JSONataError) in
      guard let text = call.string(0) else { return .undefined }
      if let picture = call.string(1) {
        try call.run.tick(picture: picture)
        return try DatePicture(picture).parse(text, now: call.run.environment.now).map { .number($0) } ?? .undefined
      }
      guard let moment = ISOTimestamp.milliseconds(text) else { throw JSONataError("D3110", value: ValueText.json(.string(text))) }
      return .number(moment)
    },
  ]
}
