# Stepscope: what people type. `make demo` and `make test` work from a clean clone with nothing beside it.
SHELL := /bin/bash
SWIFT ?= swift
BUILD := .build
BINARY := $(BUILD)/release/stepscope
PEERS := .peers
# A target may import only what Package.swift says it may.
CHECKS := --explicit-target-dependency-import-check error

.PHONY: demo build test conformance fuzz peers test-peers bench bench-engine bench-jsonata soak lint install clean prepare

prepare:
	@scripts/prepare

build: prepare
	$(SWIFT) build -c release --product stepscope $(CHECKS)

demo: build
	@scripts/demo $(BINARY)

test: prepare
	$(SWIFT) build --build-tests $(CHECKS)
	@scripts/run-tests $(TEST_ARGS)

# The recorded corpus (STEPSCOPE_CORPUS) run in one process; the table goes into docs/conformance.md too.
conformance: prepare
	$(SWIFT) build --product conformance-table $(CHECKS)
	@$(BUILD)/debug/conformance-table docs/conformance.md

# Random inputs for every reader and whole runs, all at once, each for so many SECONDS; what fell stays in out/.
SECONDS ?= 60
SEED ?= 1
fuzz: prepare
	$(SWIFT) build -c release --product fuzz-run $(CHECKS)
	@$(BUILD)/release/fuzz-run --seconds $(SECONDS) --seed $(SEED) --out out $(TARGETS)

# Emulators in virtual environments of their own, versions pinned.
peers:
	@scripts/peers $(PEERS)

test-peers: prepare peers
	$(SWIFT) build --build-tests $(CHECKS)
	@STEPSCOPE_PEERS=$(CURDIR)/$(PEERS) scripts/run-tests --filter PeerTests

bench: build peers
	@scripts/bench $(BINARY)
	@scripts/bench-serve $(BINARY) $(PEERS)
	@if [ -n "$(STEPSCOPE_CORPUS)" ]; then $(MAKE) bench-engine bench-jsonata; else echo "bench-engine and bench-jsonata are skipped: STEPSCOPE_CORPUS names no corpus folder"; fi
	@scripts/bench-remote $(BINARY)

# Long runs: 20,000 fault schedules (or `SOAK="50000 7"`: a number and a first seed), a million random keys, serve ended 200 times under load.
soak: build
	$(SWIFT) build --build-tests $(CHECKS)
	@scripts/soak $(SOAK)
	@STEPSCOPE_KEYS=1000000 scripts/run-tests --filter NoAccidentTests
	@scripts/kill-nine $(BINARY) --rounds 200

# The interpreter beside two emulators, warm and as whole processes, and how its cost grows with a Map's items.
bench-engine: build peers
	$(SWIFT) build -c release --product engine-bench $(CHECKS)
	@scripts/bench-engine $(BUILD)/release/engine-bench $(STEPSCOPE_CORPUS) $(PEERS) --binary $(BINARY)

# Our JSONata beside two others, over the reference's benchmark in the corpus folder.
bench-jsonata: prepare peers
	$(SWIFT) build -c release --product jsonata-bench $(CHECKS)
	@scripts/bench-jsonata $(BUILD)/release/jsonata-bench $(STEPSCOPE_CORPUS) $(PEERS)

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

install: build
	install -Dm755 $(BINARY) $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/stepscope

clean:
	rm -rf $(BUILD) $(PEERS) out
