-- Beside the places at fault, what the aid system said of a form was kept: it may name the person. Only places are kept now; where others stood, none are.
update application set hold_reason = 'fields-refused' where hold_reason like 'fields-refused: %' and hold_reason !~ '^fields-refused:( /[A-Za-z0-9/]+)+$';
