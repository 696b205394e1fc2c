-- The aid system need not state when something was decided (src/pipeline/5-apply/callback.ts, `momentOf`).
alter table callback_event alter column decided_at drop not null;
