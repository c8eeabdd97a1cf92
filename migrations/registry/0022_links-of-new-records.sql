-- The first visit of a child whom the community does not know yet makes a record there; the gateway writes under which key.
GRANT INSERT (child_id, department, subject_key, recorded_at) ON registry.source_link TO hutong_gateway;
