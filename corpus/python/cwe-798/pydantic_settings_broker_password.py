# seccoder-example: 1
# title: Connect to a message broker with settings
# guideline: Give a password setting no default, so that it must come from outside the code.
# cwe: CWE-798
# apis: pydantic_settings.BaseSettings, pydantic.SecretStr, pika.PlainCredentials
# applies: pydantic-settings, pika
# --- secure ---
import ssl

import pika
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class BrokerSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BROKER_", secrets_dir="/run/secrets")

    host: str = "broker.internal"
    user: str = "depot"
    password: SecretStr


def connect_broker(settings: BrokerSettings) -> pika.BlockingConnection:
    login = pika.PlainCredentials(settings.user, settings.password.get_secret_value())
    tls = pika.SSLOptions(ssl.create_default_context(), settings.host)
    return pika.BlockingConnection(
        pika.ConnectionParameters(settings.host, 5671, credentials=login, ssl_options=tls)
    )
# --- vulnerable ---
import ssl

import pika
from pydantic_settings import BaseSettings, SettingsConfigDict


class BrokerSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BROKER_", secrets_dir="/run/secrets")

    host: str = "broker.internal"
    user: str = "depot"
    password: str = "change-me"


def connect_broker(settings: BrokerSettings) -> pika.BlockingConnection:
    login = pika.PlainCredentials(settings.user, settings.password)
    tls = pika.SSLOptions(ssl.create_default_context(), settings.host)
    return pika.BlockingConnection(
        pika.ConnectionParameters(settings.host, 5671, credentials=login, ssl_options=tls)
    )
