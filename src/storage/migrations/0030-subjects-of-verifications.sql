-- Whom a verification is about, as the audit ledger calls them (ledger_subject.subject): whoever is told it again by its id looks at that person again, and
-- the ledger says so. It says nothing that the ledger does not say already of the same id. Null: kept by a process of the version before; thirty days
-- after that there are none.
alter table verification
  add column subject bytea,
  add column subject_of uuid;            -- of which verification_id: a process of the version before keeps another under its key, and leaves the two
