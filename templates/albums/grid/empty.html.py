BBBB BBBB
XXXX XXXXXXXXXXXXXX
  XXXX gettext(u'Drop photos here') XXXXX
  XXX gettext(u"Drop files or whole folders. Photos that are already here aren't uploaded again.") XXXX
  XXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBB BBBBBBBBBBXX gettext(u'Add photos') XXXXXXXXXXXXXXXXXXX
XXXXXX
