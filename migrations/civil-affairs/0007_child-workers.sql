-- The register of child workers: who holds which post, by a number and never a name. The importer adds and supersedes; nobody changes a row.
CREATE TABLE "civil_affairs"."child_worker" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"worker_no" text NOT NULL,
	"post" text NOT NULL,
	"division" char(12) NOT NULL,
	"full_time" boolean NOT NULL,
	"certified_until" date,
	"trained_on" date,
	"appointed_from" date NOT NULL,
	"ended_on" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	CONSTRAINT "child_worker_level" CHECK (post = case when division like '%000' then 'SUPERVISOR' else 'DIRECTOR' end),
	CONSTRAINT "child_worker_division" CHECK (division not like '%000000'),
	CONSTRAINT "child_worker_days" CHECK (ended_on > appointed_from)
);
--> statement-breakpoint
CREATE TABLE "civil_affairs"."worker_file" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"brought_at" timestamp with time zone NOT NULL,
	"digest" "bytea" NOT NULL,
	"rows" integer NOT NULL,
	"faulty" integer NOT NULL,
	"added" integer NOT NULL,
	"changed" integer NOT NULL,
	"ended" integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "child_worker_post" ON "civil_affairs"."child_worker" USING btree ("worker_no","division") WHERE superseded_at is null;
--> statement-breakpoint
CREATE INDEX "child_worker_division" ON "civil_affairs"."child_worker" USING btree ("division") WHERE superseded_at is null;
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.worker_no IS 'D62: the number that civil affairs gave the worker; who that is civil affairs alone knows';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.post IS 'D62';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.division IS 'D62: the street of a supervisor, the village of a director';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.full_time IS 'D62';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.certified_until IS 'D62: the last day of the certificate';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.trained_on IS 'D62: when last trained';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.appointed_from IS 'D62';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.child_worker.ended_on IS 'D62: the first day on which the post is held no more';
--> statement-breakpoint
COMMENT ON COLUMN civil_affairs.worker_file.digest IS 'Of the file: tells whether the same one came again';
--> statement-breakpoint
GRANT SELECT (
  worker_no, post, division, full_time, certified_until, trained_on, appointed_from, ended_on, superseded_at
) ON civil_affairs.child_worker TO hutong_mzj_reader;
--> statement-breakpoint
GRANT SELECT (taken_at) ON civil_affairs.worker_file TO hutong_mzj_reader;
--> statement-breakpoint
GRANT USAGE ON SCHEMA civil_affairs TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, INSERT ON civil_affairs.child_worker, civil_affairs.worker_file TO hutong_importer;
--> statement-breakpoint
GRANT UPDATE (superseded_at) ON civil_affairs.child_worker TO hutong_importer;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON civil_affairs.child_worker, civil_affairs.worker_file TO hutong_loader;
--> statement-breakpoint
-- A city that was made for another day is brought to today.
GRANT UPDATE (taken_at) ON civil_affairs.worker_file TO hutong_loader;
