-- A head approves a batch by an act of the gateway; a row is superseded and never changed otherwise.
ALTER TABLE "registry"."approval" ADD COLUMN "approved_for" text;
--> statement-breakpoint
COMMENT ON COLUMN registry.approval.approved_for IS 'Whom a deputy approved in place of; null where nobody stood in';
--> statement-breakpoint
GRANT INSERT, UPDATE (superseded_at) ON registry.approval TO hutong_gateway;
