-- A reason without what belongs to one event: a part of a statement. Text in ' or " becomes an ellipsis, unless the sign stands behind a
-- letter, as in can't; then numbers become N, unless they end a name, as in Int64.
regexp_replace(
  regexp_replace(d.reason, '(?<![[:alnum:]])(''[^'']*''|"[^"]*")', '…', 'g'),
  '(?<![[:alnum:]_])[-+]?[0-9]+([.][0-9]+)*', 'N', 'g')
