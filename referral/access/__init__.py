"""Who may knock and what each may do: administrators, API keys of organisations, the policy table."""
