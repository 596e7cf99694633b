"""Measures one of the other engines, or makes the table of what was measured; see bench-jsonata."""
import json
import statistics
import sys
import time


def evaluator(engine, corpus):
    """Gives what makes an expression's evaluation: a function of no arguments. The data is in the engine's own form where it has one."""
    text = open(f"{corpus}/benchmark-data.json", encoding="utf-8").read()
    if engine == "jsonatapy":
        import jsonatapy

        data = jsonatapy.JsonataData.from_json(text)

        def make(expression):
            compiled = jsonatapy.compile(expression)
            return lambda: compiled.evaluate_with_data(data)
    else:
        import jsonata

        document = json.loads(text)

        def make(expression):
            # It copies its input each time: it is given no more than the expression needs.
            part = {name: document[name] for name in document if name in expression}
            compiled = jsonata.Jsonata(expression)
            return lambda: compiled.evaluate(part)
    return make


def measure(engine, corpus, rounds):
    make = evaluator(engine, corpus)
    for name, expression in json.load(open(f"{corpus}/benchmark-expressions.json")).items():
        run = make(expression)
        run()
        start = time.process_time()
        result = run()
        count = max(1, int(0.05 / max(time.process_time() - start, 1e-6)))
        times = []
        for _ in range(rounds):
            start = time.process_time()
            for _ in range(count):
                run()
            times.append((time.process_time() - start) * 1000 / count)
        times.sort()
        print(json.dumps({"name": name, "median": times[len(times) // 2], "min": times[0], "result": result}))


def same(a, b):
    """Whether results are equal, sums to 12 digits."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
    return a == b


def table(folder, corpus):
    engines = ["ours", "jsonatapy", "jsonata-rs"]
    lines = {engine: [json.loads(line) for line in open(f"{folder}/{engine}")] for engine in engines}
    print("milliseconds of CPU an evaluation: median of the turns' medians (least)")
    print(f"{'expression':26}" + "".join(f"{engine:>24}" for engine in engines) + "   quickest other / ours")
    slower = []
    for name in json.load(open(f"{corpus}/benchmark-expressions.json")):
        medians, row = {}, f"{name:26}"
        for engine in engines:
            mine = [line for line in lines[engine] if line["name"] == name]
            medians[engine] = statistics.median(line["median"] for line in mine)
            row += f"{medians[engine]:>14.5f} ({min(line['min'] for line in mine):.5f})"
            if not same(mine[0]["result"], next(line for line in lines["ours"] if line["name"] == name)["result"]):
                print(f"{name}: {engine} has another result")
        ratio = min(medians["jsonatapy"], medians["jsonata-rs"]) / medians["ours"]
        if ratio <= 1:
            slower.append(name)
        print(row + f"   {ratio:.2f}")
    sys.exit(f"slower than another: {', '.join(slower)}" if slower else 0)


if sys.argv[1] == "measure":
    measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    table(sys.argv[2], sys.argv[3])
