-- Whom medical insurance no longer knows, or no longer says where they are insured, it cannot be asked about. Until now what it once said of their settlements and
-- registrations went on to count as read, night after night: it counts again once they are asked about.
with unanswered as materialized (
  select person_key, ended from record where dataset = 'person' and current and (ended or content ->> 'place' is null)
), uncovered as (
  update coverage c set covered_at = null, answer = null, answer_records = null
    from unanswered u
   where c.person_key = u.person_key and c.dataset in ('settlement', 'registration') and c.covered_at is not null
     and (not u.ended or exists (select from record r where r.person_key = c.person_key and r.dataset = c.dataset and case when r.current then not r.ended end))
  returning c.person_key
)
insert into person_news (person_key, kind) select distinct person_key, 'judge' from uncovered;
