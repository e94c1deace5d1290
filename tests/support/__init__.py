"""What several tests share: services, databases, URLs."""
