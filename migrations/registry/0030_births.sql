-- A child without a number of its own is looked up by its mother's number and its birth certificate's, both in one index.
COMMENT ON COLUMN registry.identifier.blind_index IS 'D01, D03, D36, D53, or D12 with the mother''s D01, by kind, as a keyed hash';
--> statement-breakpoint
-- The job that links asks what the household register itself said once: it ends the birth of whoever was called otherwise.
GRANT SELECT (source) ON registry.identifier TO hutong_linker;
