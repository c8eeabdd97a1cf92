-- Says which data item of the catalogue each column holds, and what each role may do.
-- Closed by default: no role but the owner has anything that is not listed here.
COMMENT ON COLUMN registry.child.id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.child.adult_on IS 'D05, reduced to the 18th birthday';
--> statement-breakpoint
COMMENT ON COLUMN registry.identifier.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.identifier.blind_index IS 'D01, D03, D36 or D53 by kind, as a keyed hash';
--> statement-breakpoint
COMMENT ON COLUMN registry.source_link.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.source_link.subject_key IS 'D02: the key by which one department knows the child';
--> statement-breakpoint
COMMENT ON COLUMN registry.outcome.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.outcome.value IS 'D26, D29, D32 or D34 by kind: what was decided, never why';
--> statement-breakpoint
COMMENT ON COLUMN registry.outcome.valid_from IS 'D28';
--> statement-breakpoint
COMMENT ON COLUMN registry.outcome.valid_to IS 'D28';
--> statement-breakpoint
COMMENT ON COLUMN registry.jurisdiction.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.jurisdiction.division IS 'D07 or D09 by kind';
--> statement-breakpoint
COMMENT ON COLUMN registry.encounter.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.encounter.number IS 'The hospital''s number of a stay or visit of the child';
--> statement-breakpoint
COMMENT ON COLUMN registry.encounter.unit IS 'The unit the child was seen by';
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.child_id IS 'D02: the canonical child, never leaves the gateway';
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.organisation_id IS 'D54';
--> statement-breakpoint
COMMENT ON COLUMN registry.enrolment.class_name IS 'D55';
--> statement-breakpoint
COMMENT ON COLUMN registry.approval.approved_by IS 'The person who approved';
--> statement-breakpoint
COMMENT ON COLUMN roster.person.id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN roster.account.subject IS 'A member of staff, as the issuer names them';
--> statement-breakpoint
COMMENT ON COLUMN roster.account.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN roster.assignment.person_id IS 'A member of staff';
--> statement-breakpoint
COMMENT ON COLUMN roster.duty_contact.phone IS 'D62: a duty line, not a private number';
--> statement-breakpoint
GRANT USAGE ON SCHEMA registry, roster TO hutong_loader, hutong_gateway;
--> statement-breakpoint
GRANT USAGE ON SCHEMA registry TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON
  registry.child, registry.identifier, registry.source_link, registry.outcome, registry.jurisdiction,
  registry.encounter, registry.enrolment, registry.approval, registry.source_sync
  TO hutong_loader;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA roster TO hutong_loader;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA registry, roster TO hutong_gateway;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON registry.limit_counter TO hutong_gateway;
--> statement-breakpoint
GRANT SELECT (child_id, kind, value, valid_from, valid_to, superseded_at) ON registry.outcome TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT (child_id, kind, division, valid_from, valid_to, superseded_at) ON registry.jurisdiction TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT (child_id, department, subject_key) ON registry.source_link TO hutong_statistics;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON registry.statistic_cell TO hutong_statistics;
