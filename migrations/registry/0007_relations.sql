-- Relations of people and of protection cases to children, and protections that hide where a child lives.
CREATE TABLE "registry"."case_child" (
	"case_number" text NOT NULL,
	"child_id" uuid NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registry"."case_member" (
	"case_number" text NOT NULL,
	"person_id" text NOT NULL,
	"named_by" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registry"."kinship" (
	"person_id" text NOT NULL,
	"child_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"source" text NOT NULL,
	"source_record_time" timestamp with time zone NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registry"."protection" (
	"child_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"recorded_at" timestamp with time zone NOT NULL,
	"superseded_at" timestamp with time zone,
	"source" text NOT NULL,
	"source_record_time" timestamp with time zone NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "case_child_number" ON "registry"."case_child" USING btree ("case_number") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "case_member_number" ON "registry"."case_member" USING btree ("case_number","person_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "kinship_person" ON "registry"."kinship" USING btree ("person_id","kind") WHERE superseded_at is null;--> statement-breakpoint
CREATE INDEX "protection_child" ON "registry"."protection" USING btree ("child_id","kind") WHERE superseded_at is null;
--> statement-breakpoint
COMMENT ON COLUMN registry.kinship.person_id IS 'The person, as the roster names them';
--> statement-breakpoint
COMMENT ON COLUMN registry.kinship.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.kinship.kind IS 'D13 and D23, reduced to who may ask: the child, or the guardian on record';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_child.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_child.case_number IS 'D61: the number of a protection case';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_member.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_member.case_number IS 'D61: the number of a protection case';
--> statement-breakpoint
COMMENT ON COLUMN registry.case_member.named_by IS 'The person who named the team';
--> statement-breakpoint
COMMENT ON COLUMN registry.protection.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.protection.kind IS 'Whose address must not be found by those who work nearby: sealed as D10';
--> statement-breakpoint
GRANT SELECT ON registry.kinship, registry.case_child, registry.case_member, registry.protection TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON registry.kinship, registry.case_child, registry.case_member, registry.protection TO hutong_loader;
