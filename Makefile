# Postrider: `make` lists the targets.
#
# Needs a JDK 17 or newer, Maven, make and npm; whatever else a target needs it sets up itself.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION := 0.1.0-SNAPSHOT
MAVEN := mvn -B --no-transfer-progress
DEVDB := java -jar postrider-devdb/target/postrider-devdb-$(VERSION).jar
SERVER := java -jar postrider-server/target/postrider-server-$(VERSION).jar
USERS_SERVICE := java -jar examples/users-service/target/users-service-$(VERSION).jar
BENCH_JAR := benchmarks/target/postrider-benchmarks-$(VERSION).jar

# make test-jdk runs these on another JDK than the one that compiles: values, times and texts, delivery, and a start of each program.
JDK_TESTS := EventTimeTest,PublishTest,ContextWritingTest,EventTimesTest,EncodingPropertyTest,NativeEncoderTest,RelayTest,LedgerTest,StartWithVariablesTest,PostriderServerTest,CreateUserApiTest

comma := ,

# The console's first password, beside the local databases that it belongs to.
export POSTRIDER_CONSOLE_PASSWORD_FILE ?= .data/console-password

# make run FRESH=1 begins with empty databases.
FRESH_FLAG := $(if $(FRESH),--fresh)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'
	@echo
	@echo "  make run FRESH=1      begins with empty databases"
	@echo "  Settings: the environment, or a file .env (see .env.example)"

.PHONY: run
run: jars ## Start the users service on port 8000, with local databases where none are configured
	@exec bin/with-env $(DEVDB) run $(FRESH_FLAG) -- $(USERS_SERVICE)

.PHONY: server
server: jars ## Start a relay of its own on port 8001, with local databases where none are configured
	@exec bin/with-env $(DEVDB) run $(FRESH_FLAG) -- $(SERVER)

.PHONY: databases
databases: jars ## Start the local databases alone
	@exec bin/with-env $(DEVDB) databases $(FRESH_FLAG)

.PHONY: install
install: jars ## Build, and apply the migrations to the database of DATABASE_URL
	@bin/postrider migrate

.PHONY: test
test: ## Run every test, on real databases
	bin/with-test-tools $(MAVEN) -T 3 verify

# The newest build of each major version that there is of PostgreSQL's programs.
POSTGRES_14 := 14.24.0
POSTGRES_15 := 15.19.0
POSTGRES_16 := 16.15.0
POSTGRES_17 := 17.11.0
# What touches the server most: the schema, its functions, transaction ids, locks, partitions, plans.
POSTGRES_SHORT := OutboxSchemaTest,SqlPublishTest,PublishTest,EventStatusTest,RelayTest,LedgerTest,LeaseTest,OutboxReaderTest,LeafRingTest,ExpiryTest,DeadLettersTest

.PHONY: test-postgres
test-postgres: ## Run the outbox's and the relay's tests on another PostgreSQL: VERSION=14 to 17; SHORT=1 in a minute
	@test -n "$(POSTGRES_$(VERSION))" || { echo "say which: make test-postgres VERSION=14, 15, 16 or 17" >&2; exit 2; }
	bin/with-test-tools $(MAVEN) -pl postrider-outbox,crash-tests -am test \
	  -Dembedded-postgres-binaries.version=$(POSTGRES_$(VERSION)) -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtest='$(if $(SHORT),$(POSTGRES_SHORT),dev/postrider/outbox/**/*Test$(comma)dev/postrider/relay/**/*Test$(comma)dev/postrider/crashtests/**/*Test)'

.PHONY: test-cluster
# One module after the other: some of these tests kill a node that all of them share.
test-cluster: ## Run the tests on a replicated ClickHouse: docs/crash-tests.md says which
	bin/with-cluster $(MAVEN) -pl crash-tests,postrider-server -am test -Dtest='dev/postrider/crashtests/cluster/*Test,SecondReplicaTest' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: test-jdk
test-jdk: ## Run a short form of the tests on another JDK: JDK=/its/folder, or the newest that is found
	@jdk="$(or $(JDK),$(shell bin/newest-jdk))" && [ -x "$$jdk/bin/java" ] || { echo "no JDK in '$$jdk': make test-jdk JDK=/its/folder" >&2; exit 1; } && \
	  "$$jdk/bin/java" -version && \
	  $(MAVEN) -T 2 test -Djvm="$$jdk/bin/java" -Dtest='$(JDK_TESTS)' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: soak
soak: ## Run the long tests too: more kills, more events, on a cluster too where there is one
	bin/with-cluster bin/with-test-tools $(MAVEN) verify -Psoak

.PHONY: measure
measure: ## Measure what the ways to make event_json cost
	$(MAVEN) -pl postrider-relay -am verify -Dtest=EventJsonMeasurement -Dsurefire.failIfNoSpecifiedTests=false
	@cat postrider-relay/target/surefire-reports/*EventJsonMeasurement-output.txt | grep '^event_json='

.PHONY: measure-freshness
measure-freshness: ## Measure how long it takes from a commit until somebody who waits is told, at 1,000 events a second
	$(MAVEN) -pl postrider-relay -am test -Dtest=FreshnessMeasurement -Dsurefire.failIfNoSpecifiedTests=false
	@cat postrider-relay/target/surefire-reports/*FreshnessMeasurement-output.txt | grep '^freshness='

.PHONY: measure-quorum
measure-quorum: ## Measure what a quorum of replicas costs an insert, on a cluster
	bin/with-cluster $(MAVEN) -pl crash-tests -am test -Dtest=QuorumMeasurement -Dsurefire.failIfNoSpecifiedTests=false -Dtest.output.to.file=false

.PHONY: bench
bench: bench-jar ## Measure: all scenarios in less than 15 minutes; SCENARIO=drain runs one
	@java -jar $(BENCH_JAR) $(if $(SCENARIO),--scenario $(SCENARIO)) --length $(or $(LENGTH),short)

.PHONY: bench-long
bench-long: ## Measure for as long as it takes
	@$(MAKE) bench LENGTH=long

.PHONY: lint
lint: ## Check the format, and compile under Error Prone and NullAway
	$(MAVEN) -Plint test-compile

.PHONY: format
format: ## Format the sources
	$(MAVEN) -q spotless:apply

.PHONY: jars
jars:
	@echo "Building (the first time fetches the libraries)…" >&2
	@$(MAVEN) -q -DskipTests -pl '!benchmarks,!crash-tests' package

.PHONY: bench-jar
bench-jar:
	@echo "Building (the first time fetches the libraries)…" >&2
	@$(MAVEN) -q -DskipTests -pl benchmarks -am package

.PHONY: clean
clean: ## Remove what was built; local data stays in .data
	$(MAVEN) -q clean
