-- Shows that this process has left. Touches relay_member, relay_member_sign_….
SELECT setval(('postrider.relay_member_sign_' || m.seat)::regclass, 1) FROM postrider.relay_member m WHERE m.process = ?
