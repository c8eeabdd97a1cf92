CREATE SCHEMA "justice";
--> statement-breakpoint
CREATE TABLE "justice"."freshness" (
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "justice"."parents" (
	"subject_key" uuid PRIMARY KEY NOT NULL,
	"relations" text[],
	"k8_satisfied" boolean[],
	"record_time" timestamp with time zone NOT NULL
);
