CREATE SCHEMA "employment";
--> statement-breakpoint
CREATE TABLE "employment"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "employment"."support" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"state" text,
	"priority" boolean,
	"record_time" timestamp with time zone NOT NULL
);
