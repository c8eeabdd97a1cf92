-- Snapshots of a quarter as sealed codes, the ledger of what was released from them, and tables as they were shown.
CREATE SCHEMA "statistic";
--> statement-breakpoint
CREATE TABLE "statistic"."chunk" (
	"period" integer NOT NULL,
	"position" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "chunk_period_position_pk" PRIMARY KEY("period","position")
);
--> statement-breakpoint
CREATE TABLE "statistic"."release" (
	"period" integer NOT NULL,
	"form" text NOT NULL,
	"analyst" text,
	"body" jsonb NOT NULL,
	"released_at" timestamp with time zone NOT NULL,
	CONSTRAINT "release_period_form_pk" PRIMARY KEY("period","form")
);
--> statement-breakpoint
CREATE TABLE "statistic"."shown" (
	"id" text PRIMARY KEY NOT NULL,
	"period" integer NOT NULL,
	"standing" text,
	"body" text NOT NULL,
	"shown_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statistic"."snapshot" (
	"period" integer PRIMARY KEY NOT NULL,
	"as_of" date NOT NULL,
	"pack" text NOT NULL,
	"policy_version" text NOT NULL,
	"menu" jsonb NOT NULL,
	"chunks" integer NOT NULL,
	"built_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "shown_standing" ON "statistic"."shown" USING btree ("standing","period") WHERE standing is not null;
--> statement-breakpoint
COMMENT ON COLUMN statistic.chunk.sealed IS 'Children as codes under keys of the period, sealed: no identifier, and nothing that a later period fits';
--> statement-breakpoint
COMMENT ON COLUMN statistic.release.analyst IS 'A member of staff, or STANDING; null for an exact table';
--> statement-breakpoint
COMMENT ON COLUMN statistic.release.body IS 'Numbers that passed disclosure control';
--> statement-breakpoint
COMMENT ON COLUMN statistic.shown.body IS 'Numbers that passed disclosure control, with their definitions';
--> statement-breakpoint
GRANT USAGE ON SCHEMA statistic TO hutong_gateway, hutong_statistics, hutong_loader;
--> statement-breakpoint
GRANT SELECT ON statistic.snapshot, statistic.chunk, statistic.release, statistic.shown TO hutong_gateway, hutong_statistics;
--> statement-breakpoint
GRANT INSERT ON statistic.release, statistic.shown TO hutong_gateway;
--> statement-breakpoint
GRANT INSERT ON statistic.snapshot, statistic.chunk, statistic.release, statistic.shown TO hutong_statistics;
--> statement-breakpoint
GRANT DELETE ON statistic.chunk TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT, DELETE ON statistic.snapshot, statistic.chunk, statistic.release, statistic.shown TO hutong_loader;
--> statement-breakpoint
REVOKE SELECT (child_id, kind, value, valid_from, valid_to, superseded_at) ON registry.outcome FROM hutong_statistics;
--> statement-breakpoint
GRANT SELECT (id) ON registry.child TO hutong_statistics;
--> statement-breakpoint
GRANT USAGE ON SCHEMA roster, report TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT (kind, division) ON roster.organisation TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT (person_id, role, divisions, valid_from, valid_to) ON roster.assignment TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT (number, county, filed_at, acknowledged_at) ON report.mandatory_report TO hutong_statistics;
