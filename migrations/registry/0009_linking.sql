-- Linking: which record of which department is of which child, decided by what or whom, and what a person is asked.
CREATE SCHEMA "linking";
--> statement-breakpoint
CREATE TABLE "linking"."blocking_key" (
	"key" "bytea" NOT NULL,
	"department" text NOT NULL,
	"subject_key" uuid NOT NULL,
	CONSTRAINT "blocking_key_key_department_subject_key_pk" PRIMARY KEY("key","department","subject_key")
);
--> statement-breakpoint
CREATE TABLE "linking"."incident" (
	"id" uuid PRIMARY KEY NOT NULL,
	"link_id" uuid NOT NULL,
	"restored_id" uuid NOT NULL,
	"found_by" text NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"note_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "linking"."link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"subject_key" uuid NOT NULL,
	"child_id" uuid NOT NULL,
	"decided_by" text NOT NULL,
	"rule" text,
	"parameters" text,
	"band" text,
	"pattern" text,
	"person_id" text,
	"review_id" uuid,
	"decided_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "link_decided_by" CHECK (decided_by in ('IMPORT', 'FOUNDED', 'RULE', 'WEIGHTS', 'PERSON')),
	CONSTRAINT "link_person" CHECK ((decided_by = 'PERSON') = (person_id is not null)),
	CONSTRAINT "link_rule" CHECK ((decided_by = 'RULE') = (rule is not null))
);
--> statement-breakpoint
CREATE TABLE "linking"."review" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"subject_key" uuid NOT NULL,
	"candidate_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"band" text NOT NULL,
	"pattern" text NOT NULL,
	"parameters" text NOT NULL,
	"division" char(12),
	"opened_at" timestamp with time zone NOT NULL,
	"held_by" text,
	"held_until" timestamp with time zone,
	"verdict" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"note_sealed" "bytea",
	CONSTRAINT "review_verdict" CHECK (verdict in ('SAME', 'DIFFERENT', 'OVERTAKEN')),
	CONSTRAINT "review_decided" CHECK (num_nonnulls(verdict, decided_at) in (0, 2)),
	CONSTRAINT "review_person" CHECK ((decided_by is not null) = (coalesce(verdict, 'OVERTAKEN') <> 'OVERTAKEN')),
	CONSTRAINT "review_held" CHECK ((held_by is null) = (held_until is null))
);
--> statement-breakpoint
CREATE TABLE "linking"."run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"step" text NOT NULL,
	"parameters" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"after_key" uuid,
	"records" integer NOT NULL,
	"founded" integer NOT NULL,
	"linked" integer NOT NULL,
	"asked" integer NOT NULL,
	"passed_over" integer NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "run_step" CHECK (step in ('KEYS', 'LINK'))
);
--> statement-breakpoint
CREATE INDEX "blocking_key_record" ON "linking"."blocking_key" USING btree ("department","subject_key");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_link" ON "linking"."incident" USING btree ("link_id");--> statement-breakpoint
CREATE UNIQUE INDEX "link_current" ON "linking"."link" USING btree ("department","subject_key") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "link_child" ON "linking"."link" USING btree ("child_id");--> statement-breakpoint
CREATE INDEX "link_record" ON "linking"."link" USING btree ("department","subject_key");--> statement-breakpoint
CREATE UNIQUE INDEX "review_open" ON "linking"."review" USING btree ("department","subject_key","candidate_id") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "review_division" ON "linking"."review" USING btree ("division","opened_at") WHERE decided_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "run_unfinished" ON "linking"."run" USING btree ("department","step") WHERE finished_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "source_link_record" ON "registry"."source_link" USING btree ("department","subject_key");
--> statement-breakpoint
COMMENT ON COLUMN linking.link.subject_key IS 'D02: the department''s own key of the child';
--> statement-breakpoint
COMMENT ON COLUMN linking.link.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN linking.link.pattern IS 'How far the fields agreed, one level each; no value of any of them';
--> statement-breakpoint
COMMENT ON COLUMN linking.link.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN linking.blocking_key.key IS 'A keyed digest; what it was made of cannot be found without the key';
--> statement-breakpoint
COMMENT ON COLUMN linking.review.candidate_id IS 'D02: the canonical child that the record may be of';
--> statement-breakpoint
COMMENT ON COLUMN linking.review.held_by IS 'A member of staff: who looks at it now';
--> statement-breakpoint
COMMENT ON COLUMN linking.review.decided_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN linking.review.note_sealed IS 'D61: why, in the words of the member of staff; encrypted';
--> statement-breakpoint
COMMENT ON COLUMN linking.incident.found_by IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN linking.incident.note_sealed IS 'D61: what was wrong, in the words of the member of staff; encrypted';
--> statement-breakpoint
GRANT USAGE ON SCHEMA linking TO hutong_gateway, hutong_linker, hutong_loader;
--> statement-breakpoint
GRANT USAGE ON SCHEMA registry TO hutong_linker;
--> statement-breakpoint
GRANT SELECT, INSERT ON linking.link, linking.blocking_key, linking.review, linking.run TO hutong_linker;
--> statement-breakpoint
GRANT UPDATE (verdict, decided_at, held_by, held_until) ON linking.review TO hutong_linker;
--> statement-breakpoint
GRANT UPDATE (after_key, records, founded, linked, asked, passed_over, finished_at) ON linking.run TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (id), INSERT ON registry.child TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (child_id, department, subject_key), INSERT ON registry.source_link TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (child_id, kind, blind_index, superseded_at), INSERT ON registry.identifier TO hutong_linker;
--> statement-breakpoint
GRANT SELECT (child_id, kind, division, valid_from, valid_to, superseded_at) ON registry.jurisdiction TO hutong_linker;
--> statement-breakpoint
GRANT SELECT ON linking.link, linking.review, linking.incident, linking.run TO hutong_gateway;
--> statement-breakpoint
GRANT INSERT ON linking.link, linking.incident, registry.child TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (superseded_at) ON linking.link TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (held_by, held_until, verdict, decided_by, decided_at, note_sealed) ON linking.review TO hutong_gateway;
--> statement-breakpoint
GRANT UPDATE (child_id) ON registry.source_link TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, DELETE ON linking.link, linking.blocking_key, linking.review, linking.incident, linking.run TO hutong_loader;
