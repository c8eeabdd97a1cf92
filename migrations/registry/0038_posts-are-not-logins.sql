-- Posts are counted from civil affairs' register; who logs in is nothing that a table of statistics needs.
REVOKE SELECT (person_id, role, divisions, valid_from, valid_to) ON roster.assignment FROM hutong_statistics;
