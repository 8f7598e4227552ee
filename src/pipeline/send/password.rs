//! The password: from the environment, or from a file that only its owner can read. Never from the command line.

use std::fs::File;
use std::io::Read;

use crate::error::{Error, ErrorKind};
use crate::model::mail_server::Secret;
use crate::workspace::Workspace;

/// The longest password, in bytes; a file that holds more is some other file.
const LONGEST: u64 = 1024;

/// Returns the password: `given` from the environment before the file of the settings; `None` where there is neither.
///
/// # Errors
///
/// `ErrorKind::Policy` when the file cannot be read, or others can read it.
pub fn password(workspace: &Workspace, given: Option<Secret>) -> Result<Option<Secret>, Error> {
    let Some(name) = workspace.server.password_file.as_ref().filter(|_| given.is_none()) else { return Ok(given) };
    let path = workspace.path(name);
    let failed = |cause: std::io::Error| Error::io(ErrorKind::Policy, "读取密码文件", &path, &cause);
    let mut file = File::open(&path).map_err(failed)?;
    if is_open_to_others(&file).map_err(failed)? {
        let error = Error::new(ErrorKind::Policy, format!("密码文件「{}」别人也能读，没有使用", path.display()));
        return Err(error.hint("请改成只有本人能读写，例如在 Linux 上运行 chmod 600"));
    }
    let mut text = String::new();
    file.by_ref().take(LONGEST + 1).read_to_string(&mut text).map_err(failed)?;
    let secret = Secret::new(&text);
    let is_one_line = !secret.reveal().contains(['\r', '\n']);
    if secret.reveal().is_empty() || text.len() as u64 > LONGEST || !is_one_line {
        let error = Error::new(ErrorKind::Policy, format!("密码文件「{}」里不是一行密码", path.display()));
        return Err(error.hint("文件里只写密码，占一行"));
    }
    Ok(Some(secret))
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

/// Windows keeps rights in lists this program does not read; the folder of the user is theirs alone there.
#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> std::io::Result<bool> {
    Ok(false)
}
