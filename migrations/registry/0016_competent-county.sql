-- A file that was let go is with the other county only while the register leads to the county that consented.
ALTER TABLE "transfer"."request" ADD COLUMN "competent" char(6);--> statement-breakpoint
ALTER TABLE "transfer"."request" ADD CONSTRAINT "request_consented" CHECK (competent is null or verdict is not distinct from 'APPROVED');
--> statement-breakpoint
COMMENT ON COLUMN transfer.request.competent IS 'Six digits of the county that consented; without it, or with another county in the register, the file is with nobody else';
--> statement-breakpoint
GRANT UPDATE (competent) ON transfer.request TO hutong_gateway;
