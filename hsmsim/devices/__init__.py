"""Device models: what an appliance offers, as data. Each `.toml` file here is a model that is part of the product."""
