-- Written with every question and read by the night or by whoever verifies, always in the order of writing: ranges of blocks say enough, at a
-- fraction of what a tree costs to keep.
drop index ledger_subject_entry;
create index ledger_subject_entry on ledger_subject using brin (seq) with (pages_per_range = 16);
drop index allowance_by_time;
create index allowance_by_time on allowance using brin (window_start);
drop index verification_by_time;
create index verification_by_time on verification using brin (answered_at);
