-- Operations registered for organisations outside the city: which document may be asked, by whom, for what purpose, by
-- whose approval, until when. Rows are added and ended, never changed or removed.
CREATE SCHEMA "operations";
--> statement-breakpoint
CREATE TABLE "operations"."operation" (
	"hash" text PRIMARY KEY NOT NULL,
	"document" text NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "operation_hash" CHECK (hash = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);
--> statement-breakpoint
CREATE TABLE "operations"."registration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"organisation_id" text,
	"organisation_kind" text,
	"purpose" text NOT NULL,
	"role" text,
	"approved_by" text NOT NULL,
	"approval" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	CONSTRAINT "registration_for" CHECK ((organisation_id is null) <> (organisation_kind is null)),
	CONSTRAINT "registration_period" CHECK (valid_from < valid_to),
	CONSTRAINT "registration_end" CHECK ((ended_at is null) = (ended_by is null))
);
--> statement-breakpoint
ALTER TABLE "operations"."registration" ADD CONSTRAINT "registration_hash_operation_hash_fk" FOREIGN KEY ("hash") REFERENCES "operations"."operation"("hash") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "registration_in_force" ON "operations"."registration" USING btree ("valid_to") WHERE ended_at is null;
--> statement-breakpoint
COMMENT ON COLUMN operations.operation.document IS 'The exact text; identifiers come as variables and do not stand in it';
--> statement-breakpoint
COMMENT ON COLUMN operations.registration.approved_by IS 'A member of staff: who approved';
--> statement-breakpoint
COMMENT ON COLUMN operations.registration.ended_by IS 'A member of staff: who ended it before its time';
--> statement-breakpoint
COMMENT ON COLUMN operations.registration.valid_to IS 'The first day on which it no longer holds';
--> statement-breakpoint
GRANT USAGE ON SCHEMA operations TO hutong_loader, hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT ON operations.operation, operations.registration TO hutong_loader;
--> statement-breakpoint
GRANT UPDATE (ended_at, ended_by) ON operations.registration TO hutong_loader;
--> statement-breakpoint
GRANT SELECT (hash, document) ON operations.operation TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT (id, hash, organisation_id, organisation_kind, purpose, role, valid_from, valid_to, ended_at) ON operations.registration TO hutong_gateway;
