-- Several worker processes at once: each is a number that is never given again, and notes it on what it takes; what was taken by one that is gone is
-- found by it. Rows that were taken before are nobody's.
create sequence worker_number as integer;
alter table work add column worker integer;
create index work_taken on work (worker) where state = 'running';

-- What the queue was given and nobody has taken yet: few at a time, and asked about every few seconds.
create index work_handed_over on work (work_id) where state = 'ready' and enqueued;
