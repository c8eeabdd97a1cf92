-- Protections of an address come by file or feed, each once.
ALTER TABLE "registry"."protection" ADD COLUMN "fact_key" "bytea";--> statement-breakpoint
CREATE UNIQUE INDEX "protection_fact" ON "registry"."protection" USING btree ("source","fact_key") WHERE superseded_at is null;
--> statement-breakpoint
COMMENT ON COLUMN registry.protection.fact_key IS 'A keyed digest; which record of the source it is cannot be found without the key';
--> statement-breakpoint
GRANT SELECT (child_id, kind, valid_from, superseded_at, source, fact_key), INSERT, UPDATE (superseded_at) ON registry.protection TO hutong_importer;
