require "digest"
require "openssl"

def hashes(data, user)
  # ruleid: rb-weak-hash
  Digest::MD5.hexdigest(data)
  # ruleid: rb-weak-hash
  OpenSSL::Digest.new("SHA1")
  # ok: rb-weak-hash
  Digest::SHA256.hexdigest(data)
  # ok: rb-weak-hash
  OpenSSL::Digest.new("SHA256")
  # ruleid: rb-fast-password-hash
  Digest::SHA256.hexdigest(user.password)
  # ruleid: rb-fast-password-hash, rb-weak-hash
  Digest::MD5.hexdigest(salt + user.password)
  # ok: rb-fast-password-hash
  BCrypt::Password.create(user.password)
  # ok: rb-fast-password-hash
  Digest::SHA256.hexdigest(user.name)
  # ruleid: rb-bcrypt-cost
  BCrypt::Password.create(user.password, cost: 4)
  # ruleid: rb-bcrypt-cost
  OpenSSL::PKCS5.pbkdf2_hmac(user.password, salt, 1000, 32, "sha256")
  # ok: rb-bcrypt-cost
  BCrypt::Password.create(user.password, cost: 12)
  # ok: rb-bcrypt-cost
  OpenSSL::PKCS5.pbkdf2_hmac(user.password, salt, 600_000, 32, "sha256")
end

def ciphers(key)
  # ruleid: rb-weak-cipher
  OpenSSL::Cipher.new("des-ede3-cbc")
  # ruleid: rb-weak-cipher
  OpenSSL::Cipher.new("AES-128-ECB")
  # ok: rb-weak-cipher
  cipher = OpenSSL::Cipher.new("aes-256-gcm")
  # ok: rb-weak-cipher
  OpenSSL::Cipher.new("aes-256-cbc")
  # ruleid: rb-static-iv
  cipher.iv = "0123456789abcdef"
  # ruleid: rb-static-iv
  cipher.iv = "\0" * 16
  # ok: rb-static-iv
  cipher.iv = cipher.random_iv
  # ok: rb-static-iv
  cipher.iv = key.byteslice(0, 16)
  # ruleid: rb-weak-key
  OpenSSL::PKey::RSA.new(1024)
  # ok: rb-weak-key
  OpenSSL::PKey::RSA.new(2048)
  # ok: rb-weak-key
  OpenSSL::PKey::RSA.new(File.read("key.pem"))
end

def reset_token
  # ruleid: rb-weak-random
  rand(1_000_000).to_s
end

def draw
  # ruleid: rb-weak-random
  token = rand(36**8).to_s(36)
  # ruleid: rb-weak-random
  user.otp = Random.rand(999_999)
  # ok: rb-weak-random
  token = SecureRandom.hex(16)
  # ok: rb-weak-random
  delay = rand(5)
end
