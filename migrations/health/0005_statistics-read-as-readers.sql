-- Statistics read a department as every job does, by its reader's role.
REVOKE SELECT (subject_key, illness_attested) ON health.attestation FROM hutong_statistics;
--> statement-breakpoint
REVOKE SELECT (as_of) ON health.freshness FROM hutong_statistics;
--> statement-breakpoint
REVOKE USAGE ON SCHEMA health FROM hutong_statistics;
