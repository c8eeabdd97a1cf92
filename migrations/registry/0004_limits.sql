-- What callers sent, counted: per person and hour, so that no organisation is one hot row. Counters of the hour under way
-- start anew. No row holds an identifier or says anything about a child.
DROP TABLE "registry"."limit_counter";--> statement-breakpoint
CREATE TABLE "registry"."limit_counter" (
	"organisation_id" text NOT NULL,
	"purpose" text NOT NULL,
	"hour_start" timestamp with time zone NOT NULL,
	"person_id" text NOT NULL,
	"misses" integer NOT NULL,
	"children" integer NOT NULL,
	"new_children" integer NOT NULL,
	CONSTRAINT "limit_counter_organisation_id_purpose_hour_start_person_id_pk" PRIMARY KEY("organisation_id","purpose","hour_start","person_id")
) WITH (fillfactor = 70);
--> statement-breakpoint
CREATE INDEX "limit_counter_person" ON "registry"."limit_counter" USING btree ("person_id","purpose","hour_start");--> statement-breakpoint
CREATE TABLE "registry"."limit_child" (
	"day" date NOT NULL,
	"holder" text NOT NULL,
	"purpose" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "limit_child_day_holder_purpose_digest_pk" PRIMARY KEY("day","holder","purpose","digest")
);
--> statement-breakpoint
CREATE TABLE "registry"."limit_trace" (
	"person_id" text NOT NULL,
	"look_up" text NOT NULL,
	"noted_at" timestamp with time zone NOT NULL,
	"marks" jsonb NOT NULL,
	CONSTRAINT "limit_trace_person_id_look_up_pk" PRIMARY KEY("person_id","look_up")
) WITH (fillfactor = 70);
--> statement-breakpoint
CREATE TABLE "registry"."limit_lock" (
	"person_id" text NOT NULL,
	"purpose" text NOT NULL,
	"organisation_id" text NOT NULL,
	"pattern" text NOT NULL,
	"look_ups" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "limit_lock_person_id_purpose_pk" PRIMARY KEY("person_id","purpose")
);
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_counter.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_counter.misses IS 'Look-ups outside the relations that the organisation registered itself';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_counter.children IS 'Identifiers, as submitted, that the person had not asked about on that day; a list counts its page size';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_counter.new_children IS 'Those of them that nobody of the organisation had asked about on that day';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_child.holder IS 'A member of staff, or an organisation';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_child.digest IS 'D01, D02 or D53 as submitted, as a keyed hash; kept for one day';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_trace.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_trace.look_up IS 'What was submitted, as a keyed hash; a decoy where the look-up was no miss';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_trace.marks IS 'D01, D03, D05 or D53 as submitted in a look-up that missed, as keyed hashes, with the running number of the day; kept for one day';
--> statement-breakpoint
COMMENT ON COLUMN registry.limit_lock.person_id IS 'A member of staff';
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  registry.limit_counter, registry.limit_child, registry.limit_trace, registry.limit_lock
  TO hutong_gateway;
