-- Whose last word leaves something open: a purpose that could not be judged, or one case of it (decision 0031).
create index screening_open on screening (person_key) where current and (unjudged or content ? 'undecided');
