extension Builtins {
  static let higherOrder: [NativeFunction] = [
    NativeFunction("map", "<af>", arity: 2) { call throws(JSONataError) in
      guard let items = call.items(0), let function = call.function(1) else { return .undefined }
      var results: [JSONataValue] = []
      results.reserveCapacity(items.count)
      for (at, item) in items.enumerated() {
        let value = try call.run.call(function, item, .number(Double(at)), call[0])
        if !value.isUndefined { results.append(value) }
      }
      return .sequence(results)
    },
    NativeFunction("filter", "<af>", arity: 2) { call throws(JSONataError) in
      guard let items = call.items(0), let function = call.function(1) else { return .undefined }
      var results: [JSONataValue] = []
      for (at, item) in items.enumerated() where try call.run.call(function, item, .number(Double(at)), call[0]).isTrue {
        results.append(item)
      }
      return .sequence(results)
    },
    NativeFunction("single", "<af?>", arity: 2) { call throws(JSONataError) in
      guard let items = call.items(0) else { return .undefined }
      var found: JSONataValue?
      for (at, item) in items.enumerated() {
        var fits = true
        if let function = call.function(1) { fits = try call.run.call(function, item, .number(Double(at)), call[0]).isTrue }
        guard fits else { continue }
        if found != nil { throw JSONataError("D3138", index: at) }
        found = item
      }
      guard let found else { throw JSONataError("D3139") }
      return found
    },
    NativeFunction("reduce", "<afj?:j>", arity: 3) { call throws(JSONataError) in
      guard let items = call.items(0), let function = call.function(1) else { return .undefined }
      let arity = function.arity
      guard arity >= 2 else { throw JSONataError("D3050", index: 1) }
      var at = 0
      var result = call[2]
      if result.isUndefined, let first = items.first {
        result = first
        at = 1
      }
      while at < items.count {
        if arity == 2 {
          result = try call.run.call(function, result, items[at], .undefined)
          at += 1
          continue
        }
        var arguments = [result, items[at]]
        if arity >= 3 { arguments.append(.number(Double(at))) }
        if arity >= 4 { arguments.append(call[0]) }
        result = try call.run.apply(function, arguments, .undefined)
        at += 1
      }
      return result
    },
    NativeFunction("each", "<o-f:a>", arity: 2) { call throws(JSONataError) in
      guard case .object(let object) = call[0], let function = call.function(1) else { return .undefined }
      var results: [JSONataValue] = []
      for (key, value) in object.members {
        let result = try call.run.call(function, value, .string(key), call[0])
        if !result.isUndefined { results.append(result) }
      }
      return .sequence(results)
    },
    NativeFunction("sift", "<o-f?:o>", arity: 2) { call throws(JSONataError) in
      guard case .object(let object) = call[0], let function = call.function(1) else { return .undefined }
      let result = JSONataObject(call.run.shapes)
      for (key, value) in object.members where try call.run.call(function, value, .string(key), call[0]).isTrue {
        result.set(key, value)
      }
      return result.count > 0 ? .object(result) : .undefined
    },
  ]

  static let others: [NativeFunction] = [
    NativeFunction("boolean", "<x-:b>", arity: 1) { call throws(JSONataError) in call[0].truth.map { .bool($0) } ?? .undefined },
    NativeFunction("not", "<x-:b>", arity: 1) { call throws(JSONataError) in call[0].truth.map { .bool(!$0) } ?? .undefined },
    NativeFunction("type", "<x:s>", arity: 1) { call throws(JSONataError) in
      switch call[0] {
      case .undefined: .undefined
      case .null: .string("null")
      case .bool: .string("boolean")
      case .number, .written: .string("number")
      case .string: .string("string")
      case .array: .string("array")
      case .object: .string("object")
      case .function: .string("function")
      }
    },
    NativeFunction("eval", "<sx?:x>", arity: 2) { call throws(JSONataError) in
      throw JSONataError("T1006", token: "eval", text: "$eval is not supported by Step Functions; $parse reads a JSON text")
    },
    NativeFunction("error", "<s?:x>", arity: 1) { call throws(JSONataError) in throw JSONataError("D3137", text: call.string(0)) },
    NativeFunction("assert", "<bs?:x>", arity: 2) { call throws(JSONataError) in
      if !call[0].isTrue { throw JSONataError("D3141", text: call.string(1)) }
      return .undefined
    },
  ]
}
