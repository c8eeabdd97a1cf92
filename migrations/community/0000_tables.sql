CREATE SCHEMA "community";
--> statement-breakpoint
CREATE TABLE "community"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "community"."visit" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"entrusted_care" boolean,
	"protection_case" text,
	"record_time" timestamp with time zone NOT NULL
);
