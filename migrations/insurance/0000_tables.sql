CREATE SCHEMA "insurance";
--> statement-breakpoint
CREATE TABLE "insurance"."cover" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"scheme" text,
	"cover_from" date,
	"cover_to" date,
	"premium_state" text,
	"premium_paid_on" date,
	"medical_aid_tag" text,
	"record_time" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "insurance"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
