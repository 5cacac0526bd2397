"""Programs that print a ratio against a named peer; the package comes first, as in the app."""

import crm_analytics as crm_analytics
