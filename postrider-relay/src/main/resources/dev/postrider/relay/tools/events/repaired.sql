-- A context that the JSON functions can't read, as one that has numbers past 64 bits as texts. Touches no table.
replaceRegexpAll({doc}, '([\\[:,]\\s*)(-?[0-9]{19,}(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|-?[0-9]+(?:\\.[0-9]+)?[eE][+-]?[0-9]{3,})', '\\1"\\2"')
