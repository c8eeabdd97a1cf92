CREATE SCHEMA "tax";
--> statement-breakpoint
CREATE TABLE "tax"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tax"."premium" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"collected_on" date,
	"record_time" timestamp with time zone NOT NULL
);
