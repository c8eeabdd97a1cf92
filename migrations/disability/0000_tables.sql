CREATE SCHEMA "disability";
--> statement-breakpoint
CREATE TABLE "disability"."certificate" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"certificate_no_sealed" "bytea",
	"kind" text,
	"grade" integer,
	"valid_to" date,
	"programme_codes" text[],
	"programme_states" text[],
	"device_codes" text[],
	"device_states" text[],
	"record_time" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disability"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
