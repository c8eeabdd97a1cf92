CREATE SCHEMA "education";
--> statement-breakpoint
CREATE TABLE "education"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "education"."pupil" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"student_no_sealed" "bytea",
	"school_id" text,
	"stage" text,
	"stage_from" date,
	"stage_to" date,
	"grade" integer,
	"public_placement" text,
	"aid_state" text,
	"aid_items" text[],
	"aid_term" text,
	"support_codes" text[],
	"record_time" timestamp with time zone NOT NULL
);
