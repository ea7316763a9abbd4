"""The channels: file, web hook, mail."""

from watching.channels.file import FileChannel
from watching.channels.mail import MailChannel
from watching.channels.webhook import WebhookChannel

__all__ = ["FileChannel", "MailChannel", "WebhookChannel"]
