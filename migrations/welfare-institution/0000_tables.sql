CREATE SCHEMA "welfare_institution";
--> statement-breakpoint
CREATE TABLE "welfare_institution"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "welfare_institution"."placement" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"custody_no_sealed" "bytea",
	"kinds" text[],
	"placed_from" date[],
	"placed_to" date[],
	"record_time" timestamp with time zone NOT NULL
);
