-- Only ever read whole, and alike for everybody of whom the night found the same: kept as it was written.
alter table finding alter column grades type json using grades::json;
