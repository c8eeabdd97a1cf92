-- Intake: facts that departments bring by file and by change feed; to which fact of which source a row of the registry goes back.
CREATE SCHEMA "intake";
--> statement-breakpoint
CREATE TABLE "intake"."dead_letter" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"mark" "bytea" NOT NULL,
	"event_key" "bytea",
	"sequence" bigint,
	"column_name" text,
	"reason" text NOT NULL,
	"event_sealed" "bytea",
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	CONSTRAINT "dead_letter_state" CHECK (state in ('OPEN', 'APPLIED', 'DISCARDED')),
	CONSTRAINT "dead_letter_erased" CHECK ((state = 'OPEN') = (event_sealed is not null)),
	CONSTRAINT "dead_letter_closed" CHECK ((state = 'OPEN') = (closed_at is null))
);
--> statement-breakpoint
CREATE TABLE "intake"."fact" (
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"fact_key" "bytea" NOT NULL,
	"child_id" uuid,
	"digest" "bytea",
	"record_time" timestamp with time zone NOT NULL,
	"sequence" bigint NOT NULL,
	"is_present" boolean NOT NULL,
	CONSTRAINT "fact_source_kind_fact_key_pk" PRIMARY KEY("source","kind","fact_key")
);
--> statement-breakpoint
CREATE TABLE "intake"."position" (
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"cursor" text,
	"pages" bigint NOT NULL,
	"events" bigint NOT NULL,
	"changed" bigint NOT NULL,
	"remaining" bigint,
	"newest_record_time" timestamp with time zone,
	"moved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "position_source_kind_pk" PRIMARY KEY("source","kind")
);
--> statement-breakpoint
-- Rows of one transaction on their way: a crash of the server may lose them with the transaction, so no log is kept.
CREATE UNLOGGED TABLE "intake"."staged" (
	"run" uuid NOT NULL,
	"line" bigint NOT NULL,
	"fact_key" "bytea" NOT NULL,
	"is_present" boolean NOT NULL,
	"number_kind" text,
	"number_index" "bytea",
	"name_index" "bytea",
	"subject_key" uuid,
	"values" text[] NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"record_time" timestamp with time zone NOT NULL,
	"sequence" bigint NOT NULL,
	"digest" "bytea",
	"child_id" uuid,
	"verdict" text
);
--> statement-breakpoint
ALTER TABLE "registry"."case_child" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."case_child" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."case_child" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."case_child" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
ALTER TABLE "registry"."encounter" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."encounter" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."encounter" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."encounter" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
ALTER TABLE "registry"."enrolment" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."enrolment" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."enrolment" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."enrolment" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
ALTER TABLE "registry"."jurisdiction" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "registry"."jurisdiction" ADD COLUMN "source_record_time" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."jurisdiction" ADD COLUMN "fetched_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "registry"."jurisdiction" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
ALTER TABLE "registry"."kinship" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
ALTER TABLE "registry"."outcome" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letter_mark" ON "intake"."dead_letter" USING btree ("source","kind","mark");--> statement-breakpoint
CREATE INDEX "dead_letter_open" ON "intake"."dead_letter" USING btree ("source","kind","event_key") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "staged_run" ON "intake"."staged" USING btree ("run","line");--> statement-breakpoint
CREATE UNIQUE INDEX "case_child_fact" ON "registry"."case_child" USING btree ("source","fact_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "encounter_fact" ON "registry"."encounter" USING btree ("source","fact_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "enrolment_fact" ON "registry"."enrolment" USING btree ("source","fact_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "jurisdiction_fact" ON "registry"."jurisdiction" USING btree ("source","fact_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "kinship_fact" ON "registry"."kinship" USING btree ("source","fact_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "outcome_fact" ON "registry"."outcome" USING btree ("source","fact_key") WHERE superseded_at is null;
--> statement-breakpoint
COMMENT ON COLUMN registry.case_child.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN registry.encounter.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN registry.jurisdiction.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN registry.kinship.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN registry.outcome.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN intake.fact.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN intake.fact.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN intake.fact.digest IS 'A keyed digest of what was written';
--> statement-breakpoint
COMMENT ON COLUMN intake.staged.number_index IS 'D01: a keyed blind index, gone with its transaction';
--> statement-breakpoint
COMMENT ON COLUMN intake.staged.name_index IS 'D03: a keyed blind index, gone with its transaction';
--> statement-breakpoint
COMMENT ON COLUMN intake.staged.subject_key IS 'D02: the department''s own key of the child';
--> statement-breakpoint
COMMENT ON COLUMN intake.staged.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN intake.staged."values" IS 'What goes into the registry''s columns; no number and no name is among it';
--> statement-breakpoint
COMMENT ON COLUMN intake.dead_letter.event_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN intake.dead_letter.event_sealed IS 'The event as the department sent it, under the department''s own key; erased when the letter is settled';
--> statement-breakpoint
COMMENT ON COLUMN intake.dead_letter.closed_by IS 'A member of staff';
--> statement-breakpoint
GRANT USAGE ON SCHEMA intake TO hutong_importer, hutong_loader;
--> statement-breakpoint
GRANT USAGE ON SCHEMA registry, roster TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON intake.staged TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON intake.fact, intake.position, intake.dead_letter TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, kind, blind_index, valid_from, valid_to, superseded_at) ON registry.identifier TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, department, subject_key) ON registry.source_link TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (id, kind) ON roster.organisation TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (id) ON roster.person TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (person_id, valid_from, valid_to) ON roster.assignment TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, case_number, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.case_child TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, organisation_id, number, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.encounter TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, organisation_id, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.enrolment TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, kind, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.jurisdiction TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, person_id, kind, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.kinship TO hutong_importer;
--> statement-breakpoint
GRANT SELECT (child_id, kind, value, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.outcome TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON registry.source_sync TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, DELETE ON intake.fact, intake.position, intake.dead_letter, intake.staged TO hutong_loader;--> statement-breakpoint
GRANT UPDATE (event_sealed) ON intake.dead_letter TO hutong_loader;
