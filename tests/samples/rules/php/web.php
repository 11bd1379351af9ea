<?php

class Page
{
    public function show(Request $request)
    {
        // ruleid: php-xss
        echo $_GET['name'];
        // ruleid: php-xss
        echo '<h1>' . $_POST['title'] . '</h1>';
        // ruleid: php-xss
        print "Hello {$_GET['name']}";
        // ruleid: php-xss
        $response = new Response('<h1>' . $request->query->get('name') . '</h1>');
        // ok: php-xss
        echo htmlspecialchars($_GET['name'], ENT_QUOTES);
        // ok: php-xss
        echo (int) $_GET['id'];
        // ok: php-xss
        echo json_encode($_GET);
        // ok: php-xss
        echo $_GET['a'] === 'b' ? 'x' : 'y';
        // ok: php-xss
        echo $request->user()->name;
        // ruleid: php-escape-off
        $twig = new Environment($loader, ['autoescape' => false]);
        // ok: php-escape-off
        $twig = new Environment($loader, ['cache' => false]);
        // ok: php-escape-off
        $twig = new Environment($loader);
        // ruleid: php-csrf-off
        $options = ['csrf_protection' => false];
        // ok: php-csrf-off
        $options = ['csrf_protection' => true];
        // ok: php-csrf-off
        $options = ['caching' => false];
        // ruleid: php-mass-assignment
        User::create($request->all());
        // ruleid: php-mass-assignment
        $user->update($_POST);
        // ok: php-mass-assignment
        User::create($request->validated());
        // ok: php-mass-assignment
        $user->fill($request->only(['name', 'email']));
        // ruleid: php-cookie-flags
        setcookie('theme', 'dark', 0, '/', '', false, true);
        // ruleid: php-cookie-flags
        setcookie('session_token', $token);
        // ruleid: php-cookie-flags
        ini_set('session.cookie_httponly', 0);
        // ok: php-cookie-flags
        setcookie('session_token', $token, ['secure' => true, 'httponly' => true]);
        // ok: php-cookie-flags
        setcookie('theme', 'dark');
        // ok: php-cookie-flags
        ini_set('session.cookie_httponly', 1);
        // ruleid: php-session-fixation
        session_id($_GET['sid']);
        // ruleid: php-session-fixation
        ini_set('session.use_strict_mode', 0);
        // ok: php-session-fixation
        session_id();
        // ok: php-session-fixation
        ini_set('session.use_strict_mode', 1);
        // ruleid: php-debug-mode
        phpinfo();
        // ruleid: php-debug-mode
        ini_set('display_errors', '1');
        // ok: php-debug-mode
        ini_set('display_errors', '0');
        // ok: php-debug-mode
        ini_set('log_errors', '1');
        // ruleid: php-xss
        die('Not found: ' . $_GET['page']);
    }

    public function login($user)
    {
        // ruleid: php-session-kept
        $_SESSION['user_id'] = $user->id;
    }

    public function safeLogin($user)
    {
        session_regenerate_id(true);
        // ok: php-session-kept
        $_SESSION['user_id'] = $user->id;
        // ok: php-session-kept
        $_SESSION['last_page'] = $user->page;
    }

    public function failing($link, $logger, $error, $password)
    {
        // ruleid: php-error-detail
        echo $error->getTraceAsString();
        // ruleid: php-error-detail
        die('Query failed: ' . mysqli_error($link));
        // ok: php-error-detail
        error_log($error->getTraceAsString());
        // ok: php-error-detail
        die('Query failed');
        // ruleid: php-log-forging
        error_log('Search for ' . $_GET['q']);
        // ok: php-log-forging
        $logger->info('Search', ['q' => $_GET['q']]);
        // ok: php-log-forging
        error_log('Search for ' . json_encode($_GET['q']));
        // ruleid: php-secret-in-log
        error_log("Log-in with $password");
        // ok: php-secret-in-log
        error_log('password reset asked for');
        // ok: php-secret-in-log
        $logger->info('Log-in', ['user' => $user]);
    }
}

class Account extends Model
{
    // ruleid: php-model-unguarded
    protected $guarded = [];
}

class Post extends Model
{
    // ok: php-model-unguarded
    protected $guarded = ['id', 'owner_id'];
    // ok: php-model-unguarded
    protected $hidden = [];
}

class VerifyCsrfToken extends Middleware
{
    // ruleid: php-csrf-off
    protected $except = ['*'];
}
