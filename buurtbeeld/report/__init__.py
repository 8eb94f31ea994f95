"""Papers: the minutes of a meeting and the buurtverslag, as PDF, DOCX and web page from one document."""
