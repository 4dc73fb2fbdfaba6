"""What operators and programs say to the controller: messages, versions, status, sessions.

Pure: sessions take decoded messages and return messages to send and requests to run.
"""
